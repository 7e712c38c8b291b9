import { PanelRightOpen } from 'lucide-react'
import type { Action } from './action.ts'

export const openTask: Action = {
  id: 'open-task',
  label: () => 'Open',
  icon: PanelRightOpen,
  shortcut: 'enter',
  group: 'Task',
  isEnabled: ({ tasks }) => tasks.length === 1,
  run({ tasks, openTask: open }) {
    const [task] = tasks
    if (task) open(task.id)
  },
}
