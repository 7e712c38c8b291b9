import { Search } from 'lucide-react'
import type { Action } from './action.ts'

export const findTask: Action = {
  id: 'find-task',
  label: () => 'Search',
  icon: Search,
  shortcut: '/',
  group: 'Anywhere',
  isEnabled: () => true,
  run: ({ go }) => go({ to: '/search' }),
}
