import type { ConflictIssue } from '@holdfast/client'
import type { Conflict, Task } from '@holdfast/domain'
import { Check, Copy, GitMerge } from 'lucide-react'
import { useState } from 'react'
import { restoreTask } from '../../actions/restore-task.ts'
import { Avatar } from '../../components/avatar.tsx'
import { Button } from '../../components/button.tsx'
import { useActionContext, useOpenTask } from '../tasks/action-context.tsx'
import { clock } from '../tasks/due/clock.ts'
import {
  conflictLine,
  conflictTitle,
  currentValue,
  type Names,
  valueText,
} from './conflict-text.ts'
import { useConflict, useNames } from './use-conflict.ts'

/** Two values met: both, who wrote them, and what can be done about it. */
export function ConflictCard({ issue }: { issue: ConflictIssue }) {
  const { conflict } = issue
  const names = useNames()
  const { about, putBack, copy, dismiss } = useConflict(conflict, names)
  const [copied, setCopied] = useState(false)
  const open = useOpenTask()
  const { kind, by, userId } = conflict
  const mine = kind !== 'overrode' || by === userId
  const isTrashed = kind === 'trashed'

  return (
    <li className="sync-issue">
      <h4>
        <GitMerge />
        {conflictTitle(conflict)}
      </h4>
      <p className="sync-issue-title" dir="auto">
        {issue.title || 'What you cannot see any more'}
      </p>
      {isTrashed || kind === 'merged' ? (
        <p className="sync-issue-why">{conflictLine(conflict, names)}</p>
      ) : null}
      {isTrashed ? null : <Values conflict={conflict} about={about} names={names} />}
      <div className="sync-issue-acts">
        {about && (kind === 'overruled' || kind === 'overrode') ? (
          <Button size="small" onClick={putBack}>
            {mine ? 'Use mine' : 'Use theirs'}
          </Button>
        ) : null}
        {isTrashed && about ? <Restore task={about as Task} /> : null}
        {conflict.taskId && about ? (
          <Button size="small" look="quiet" onClick={() => open(conflict.taskId as Task['id'])}>
            Open
          </Button>
        ) : null}
        {isTrashed ? null : (
          <Button
            size="small"
            look="quiet"
            icon={Copy}
            onClick={() => void copy().then(() => setCopied(true))}
          >
            {copied ? 'Copied' : mine ? 'Copy mine' : 'Copy theirs'}
          </Button>
        )}
        <Button size="small" look="quiet" onClick={dismiss}>
          {kind === 'overruled' ? 'Discard mine' : 'Discard'}
        </Button>
      </div>
    </li>
  )
}

function Restore({ task }: { task: Task }) {
  const contextOf = useActionContext()
  const context = { ...contextOf(), tasks: [task] }
  if (!restoreTask.isEnabled(context)) return null
  return (
    <Button size="small" icon={restoreTask.icon} onClick={() => restoreTask.run(context)}>
      Restore
    </Button>
  )
}

interface ValuesProps {
  conflict: Conflict
  about: ReturnType<typeof useConflict>['about']
  names: Names
}

/** The value that won, and the one that is kept here. */
function Values({ conflict, about, names }: ValuesProps) {
  const { kind, field, lost, kept, by, userId, at } = conflict
  const merged = kind === 'merged'
  const now = about ? JSON.stringify(currentValue(field, about)) : undefined
  const time = clock(new Date(at), names.moment)
  const nameOf = (id: string | null) => {
    if (id === userId) return 'You'
    return (id && names.people.get(id as Conflict['userId'])?.displayName) || 'Somebody else'
  }
  const winner = kind === 'overrode' ? userId : by
  const loser = kind === 'overrode' ? by : userId
  const value = (of: unknown, who: string | null, when: string, rest: string) => (
    <div>
      <dt>
        <Avatar
          name={who ? (names.people.get(who as Conflict['userId'])?.displayName ?? '?') : '?'}
          small
          decorative
        />
        {[nameOf(who), when].filter(Boolean).join(', ')}
      </dt>
      <dd className={field === 'description' ? 'long' : undefined} dir="auto">
        {valueText(field, of, names)}
      </dd>
      {merged ? null : (
        <dd className="where">
          {JSON.stringify(of) === now ? (
            <>
              <Check /> shown now
            </>
          ) : (
            rest
          )}
        </dd>
      )}
    </div>
  )
  return (
    <dl className="sync-values">
      {value(kept, winner, time, '')}
      {value(lost, loser, '', 'kept here')}
    </dl>
  )
}
