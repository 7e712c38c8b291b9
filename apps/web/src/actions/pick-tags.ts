import { Hash } from 'lucide-react'
import { openPicker } from '../features/tasks/list-state.ts'
import { type Action, canDo } from './action.ts'

export const pickTags: Action = {
  id: 'pick-tags',
  label: () => 'Tag',
  icon: Hash,
  shortcut: 't',
  group: 'Task',
  isEnabled: canDo('edit'),
  run: ({ tasks, anchor }) => openPicker('tags', tasks, anchor),
}
