import { Keyboard } from 'lucide-react'
import { showKeys } from '../features/shell/shell-state.ts'
import type { Action } from './action.ts'

export const showKeySheet: Action = {
  id: 'show-key-sheet',
  label: () => 'Keyboard shortcuts',
  icon: Keyboard,
  shortcut: '?',
  group: 'Anywhere',
  isEnabled: () => true,
  run: () => showKeys(true),
}
