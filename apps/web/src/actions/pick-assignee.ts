import { User } from 'lucide-react'
import { openPicker } from '../features/tasks/list-state.ts'
import { type Action, canEditTasks } from './action.ts'

export const pickAssignee: Action = {
  id: 'pick-assignee',
  label: () => 'Assign',
  icon: User,
  shortcut: 'a',
  group: 'Task',
  isEnabled: canEditTasks,
  run: ({ tasks, anchor }) => openPicker('assignee', tasks, anchor),
}
