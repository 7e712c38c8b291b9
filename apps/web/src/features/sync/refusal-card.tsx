import type { Refusal } from '@holdfast/client'
import { useDevice } from '@holdfast/client/react'
import { CircleAlert, Copy, Inbox, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { asOwnTask } from './as-own-task.ts'
import { describeDeed, describeRefusal } from './describe-deed.ts'
import { discardLater } from './discarded.ts'

/** A change that the server refused or failed on, kept until the person decides. */
export function RefusalCard({ issue }: { issue: Refusal }) {
  const device = useDevice()
  const [copied, setCopied] = useState(false)
  const { title, detail } = describeDeed(issue)
  const { reason } = issue
  const refused = reason.status === 'rejected'
  const own = asOwnTask(issue)

  async function copy() {
    await navigator.clipboard.writeText(JSON.stringify(issue.args, null, 2))
    setCopied(true)
  }

  async function moveToMyTasks(task: NonNullable<typeof own>) {
    await device.mutate('create-task', task).durable
    await device.discardIssue(issue.id)
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
        {own ? (
          <Button size="small" icon={Inbox} onClick={() => void moveToMyTasks(own)}>
            Move to my tasks
          </Button>
        ) : null}
        <Button size="small" icon={RotateCcw} onClick={() => void device.retryIssue(issue.id)}>
          Retry
        </Button>
        <Button size="small" look="quiet" icon={Copy} onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
        <Button size="small" look="destroys" onClick={() => discardLater(device, issue)}>
          Discard
        </Button>
      </div>
    </li>
  )
}
