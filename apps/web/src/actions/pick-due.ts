import { Calendar } from 'lucide-react'
import { openPicker } from '../features/tasks/list-state.ts'
import { type Action, canEditTasks } from './action.ts'

export const pickDue: Action = {
  id: 'pick-due',
  label: () => 'Due',
  icon: Calendar,
  shortcut: 'd',
  group: 'Task',
  isEnabled: canEditTasks,
  run: ({ tasks, anchor }) => openPicker('due', tasks, anchor),
}
