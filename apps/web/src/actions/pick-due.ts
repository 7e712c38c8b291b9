import { Calendar } from 'lucide-react'
import { openPicker } from '../features/tasks/list-state.ts'
import { type Action, canDo } from './action.ts'

export const pickDue: Action = {
  id: 'pick-due',
  label: () => 'Due',
  icon: Calendar,
  shortcut: 'd',
  group: 'Task',
  isEnabled: canDo('edit'),
  run: ({ tasks, anchor }) => openPicker('due', tasks, anchor),
}
