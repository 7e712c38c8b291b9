import { Redo2 } from 'lucide-react'
import type { Action } from './action.ts'
import { redoLast, useHistory } from './history.ts'

export const redo: Action = {
  id: 'redo',
  label: () => 'Do again',
  icon: Redo2,
  shortcut: 'shift+z',
  group: 'Anywhere',
  isEnabled: () => useHistory.getState().undone.length > 0,
  run: ({ device }) => redoLast(device),
}
