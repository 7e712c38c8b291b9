import { Undo2 } from 'lucide-react'
import type { Action } from './action.ts'
import { undoLast, useHistory } from './history.ts'

export const undo: Action = {
  id: 'undo',
  label: () => 'Undo',
  icon: Undo2,
  shortcut: 'z',
  group: 'Anywhere',
  isEnabled: () => useHistory.getState().done.length > 0,
  run: ({ device }) => undoLast(device),
}
