import { Flag } from 'lucide-react'
import { openPicker } from '../features/tasks/list-state.ts'
import { type Action, canDo } from './action.ts'

export const pickPriority: Action = {
  id: 'pick-priority',
  label: () => 'Priority',
  icon: Flag,
  shortcut: 'p',
  group: 'Task',
  isEnabled: canDo('edit'),
  run: ({ tasks, anchor }) => openPicker('priority', tasks, anchor),
}
