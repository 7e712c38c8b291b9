import { Plus } from 'lucide-react'
import { showQuickAdd } from '../features/shell/shell-state.ts'
import type { Action } from './action.ts'

export const addTask: Action = {
  id: 'add-task',
  label: () => 'New task',
  icon: Plus,
  shortcut: 'q',
  group: 'Anywhere',
  isEnabled: () => true,
  run: () => showQuickAdd(true),
}
