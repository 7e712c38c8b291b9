import { CircleDot } from 'lucide-react'
import { openPicker } from '../features/tasks/list-state.ts'
import { type Action, canDo } from './action.ts'

export const pickStatus: Action = {
  id: 'pick-status',
  label: () => 'Status',
  icon: CircleDot,
  shortcut: 'e',
  group: 'Task',
  isEnabled: canDo('edit'),
  run: ({ tasks, anchor }) => openPicker('status', tasks, anchor),
}
