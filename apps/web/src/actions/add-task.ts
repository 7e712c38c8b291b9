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
  run: ({ go }) => {
    const line = document.querySelector<HTMLElement>('.quick-add input')
    if (line) line.focus()
    else if (!document.querySelector('.add-slot')) go({ to: '/' })
    showQuickAdd(true)
  },
}
