import { Pencil } from 'lucide-react'
import { editTitle } from '../features/tasks/list-state.ts'
import { type Action, canDo } from './action.ts'

export const renameTask: Action = {
  id: 'rename-task',
  label: () => 'Rename',
  icon: Pencil,
  shortcut: 'f2',
  group: 'Task',
  isEnabled: (context) => canDo('edit')(context) && context.tasks.length === 1,
  run({ tasks }) {
    const [task] = tasks
    if (task) editTitle(task.id)
  },
}
