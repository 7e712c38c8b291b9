import type { Issue } from '@holdfast/client'
import { CircleAlert, Copy, Inbox, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { asOwnTask } from './as-own-task.ts'
import { describeDeed, describeRefusal } from './describe-deed.ts'

interface SyncIssuesProps {
  issues: readonly Issue[]
  onRetry: (id: number) => void
  onMove: (issue: Issue) => void
  onDiscard: (id: number) => void
}

/** What the server refused. Each is kept until the person decides. */
export function SyncIssues({ issues, onRetry, onMove, onDiscard }: SyncIssuesProps) {
  return (
    <section className="sync-section" aria-labelledby="sync-issues">
      <div className="section-head">
        <h3 id="sync-issues">Issues</h3>
        <span className="count warn">
          {issues.length === 1 ? '1 needs you' : `${issues.length} need you`}
        </span>
      </div>
      <ul>
        {issues.map((issue) => (
          <IssueCard
            key={issue.id}
            issue={issue}
            onRetry={() => onRetry(issue.id)}
            onMove={() => onMove(issue)}
            onDiscard={() => onDiscard(issue.id)}
          />
        ))}
      </ul>
      <p className="hint">Issues never hold back other changes.</p>
    </section>
  )
}

interface IssueCardProps {
  issue: Issue
  onRetry: () => void
  onMove: () => void
  onDiscard: () => void
}

function IssueCard({ issue, onRetry, onMove, onDiscard }: IssueCardProps) {
  const [copied, setCopied] = useState(false)
  const { title, detail } = describeDeed(issue)
  const { reason } = issue
  const refused = reason.status === 'rejected'

  async function copy() {
    await navigator.clipboard.writeText(JSON.stringify(issue.args, null, 2))
    setCopied(true)
  }

  return (
    <li className="sync-issue">
      <h4>
        <CircleAlert />
        {refused ? 'The server refused one change' : 'The server failed on one change'}
      </h4>
      <p className="sync-issue-title" dir="auto">
        {title}
      </p>
      <p className="sync-issue-why">
        {detail}.{' '}
        {refused
          ? describeRefusal(reason)
          : `The fault is ours. If it stays, tell your operator this number: ${reason.supportId}.`}{' '}
        The change is kept here.
      </p>
      <div className="sync-issue-acts">
        {asOwnTask(issue) ? (
          <Button size="small" icon={Inbox} onClick={onMove}>
            Move to my tasks
          </Button>
        ) : null}
        <Button size="small" icon={RotateCcw} onClick={onRetry}>
          Retry
        </Button>
        <Button size="small" look="quiet" icon={Copy} onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
        <Button size="small" look="destroys" onClick={onDiscard}>
          Discard
        </Button>
      </div>
    </li>
  )
}
