import { User } from 'lucide-react'
import { openPicker } from '../features/tasks/list-state.ts'
import { type Action, canDo } from './action.ts'

export const pickAssignee: Action = {
  id: 'pick-assignee',
  label: () => 'Assign',
  icon: User,
  shortcut: 'a',
  group: 'Task',
  isEnabled: canDo('assign'),
  run: ({ tasks, anchor }) => openPicker('assignee', tasks, anchor),
}
