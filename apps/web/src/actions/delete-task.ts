import { Trash2 } from 'lucide-react'
import { clearSelection } from '../features/tasks/list-state.ts'
import { type Action, canDo } from './action.ts'
import { perform } from './history.ts'
import { deleteStep } from './step.ts'

export const deleteTask: Action = {
  id: 'delete-task',
  label: () => 'Delete',
  icon: Trash2,
  shortcut: 'delete',
  group: 'Task',
  isEnabled: canDo('delete'),
  run({ device, tasks, openTask }) {
    if (!perform(device, deleteStep(tasks))) return
    clearSelection()
    openTask(null)
  },
}
