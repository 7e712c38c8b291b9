import type { Task } from '@holdfast/domain'
import { X } from 'lucide-react'
import { useMemo } from 'react'
import type { Action } from '../../../actions/action.ts'
import { keysOf } from '../../../actions/action.ts'
import { completeTask } from '../../../actions/complete-task.ts'
import { deleteTask } from '../../../actions/delete-task.ts'
import { pickAssignee } from '../../../actions/pick-assignee.ts'
import { pickDue } from '../../../actions/pick-due.ts'
import { pickPriority } from '../../../actions/pick-priority.ts'
import { pickProject } from '../../../actions/pick-project.ts'
import { pickStatus } from '../../../actions/pick-status.ts'
import { pickTags } from '../../../actions/pick-tags.ts'
import { restoreTask } from '../../../actions/restore-task.ts'
import { Button } from '../../../components/button.tsx'
import { IconButton } from '../../../components/icon-button.tsx'
import { useActionContext } from '../action-context.tsx'
import { clearSelection, useListState } from '../list-state.ts'

const actions: readonly Action[] = [
  completeTask,
  pickStatus,
  pickDue,
  pickPriority,
  pickProject,
  pickTags,
  pickAssignee,
  deleteTask,
  restoreTask,
]

/** What can be done to the selected tasks, all at once. */
export function BulkBar({ tasks }: { tasks: readonly Task[] }) {
  const selected = useListState((state) => state.selected)
  const chosen = useMemo(() => tasks.filter(({ id }) => selected.has(id)), [tasks, selected])
  const contextOf = useActionContext()
  const context = { ...contextOf(), tasks: chosen }
  return (
    <div className="bulk-bar" role="toolbar" aria-label={`${chosen.length} selected tasks`}>
      <span className="bulk-count">
        <b>{chosen.length}</b> selected
      </span>
      {actions
        .filter((action) => action.isEnabled(context))
        .map((action) => (
          <Button
            key={action.id}
            icon={action.icon}
            keys={keysOf(action)}
            onClick={(event) =>
              action.run({ ...contextOf(), tasks: chosen, anchor: event.currentTarget })
            }
          >
            {action.label(chosen)}
          </Button>
        ))}
      <IconButton icon={X} label="Clear selection" keys={['Esc']} onClick={clearSelection} />
    </div>
  )
}
