import { Folder } from 'lucide-react'
import { openPicker } from '../features/tasks/list-state.ts'
import { type Action, canDo } from './action.ts'

export const pickProject: Action = {
  id: 'pick-project',
  label: () => 'Move',
  icon: Folder,
  shortcut: 'm',
  group: 'Task',
  isEnabled: canDo('move'),
  run: ({ tasks, anchor }) => openPicker('project', tasks, anchor),
}
