import { Flag } from 'lucide-react'
import { openPicker } from '../features/tasks/list-state.ts'
import { type Action, hasOpenTasks } from './action.ts'

export const pickPriority: Action = {
  id: 'pick-priority',
  label: () => 'Priority',
  icon: Flag,
  shortcut: 'p',
  group: 'Task',
  isEnabled: hasOpenTasks,
  run: ({ tasks, anchor }) => openPicker('priority', tasks, anchor),
}
