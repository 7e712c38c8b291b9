import type { ConflictIssue } from '@holdfast/client'
import { useIssues } from '@holdfast/client/react'
import type { TaskId } from '@holdfast/domain'
import { GitMerge } from 'lucide-react'
import { Button } from '../../../components/button.tsx'
import { conflictLine } from '../../sync/conflict-text.ts'
import { useConflict, useNames } from '../../sync/use-conflict.ts'

/** What met another's value on this task, each in one quiet line. */
export function PanelConflicts({ id, locked }: { id: TaskId; locked: boolean }) {
  const issues = useIssues()
  const here = issues.filter(
    (issue): issue is ConflictIssue => 'conflict' in issue && issue.conflict.taskId === id,
  )
  if (here.length === 0) return null
  return (
    <ul className="panel-conflicts" aria-label="What two people changed">
      {here.map((issue) => (
        <Line key={issue.id} issue={issue} locked={locked} />
      ))}
    </ul>
  )
}

function Line({ issue: { conflict }, locked }: { issue: ConflictIssue; locked: boolean }) {
  const names = useNames()
  const { putBack, dismiss } = useConflict(conflict, names)
  const { kind, by, userId } = conflict
  return (
    <li>
      <GitMerge />
      <p>{conflictLine(conflict, names)}</p>
      <div>
        {!locked && (kind === 'overruled' || kind === 'overrode') ? (
          <Button size="small" onClick={putBack}>
            {kind === 'overruled' || by === userId ? 'Put mine back' : 'Put theirs back'}
          </Button>
        ) : null}
        <Button size="small" look="quiet" onClick={dismiss}>
          Discard
        </Button>
      </div>
    </li>
  )
}
