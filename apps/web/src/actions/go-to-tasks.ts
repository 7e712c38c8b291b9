import { Layers } from 'lucide-react'
import type { Action } from './action.ts'

export const goToTasks: Action = {
  id: 'go-to-tasks',
  label: () => 'All tasks',
  icon: Layers,
  shortcut: 'g t',
  group: 'Go',
  isEnabled: () => true,
  run: ({ go }) => go({ to: '/' }),
}
