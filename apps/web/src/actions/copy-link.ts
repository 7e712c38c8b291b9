import { Link } from 'lucide-react'
import { tell, tellRefusal } from '../components/toast.ts'
import type { Action } from './action.ts'

export const copyLink: Action = {
  id: 'copy-link',
  label: () => 'Copy link',
  icon: Link,
  group: 'Task',
  isEnabled: ({ tasks }) => tasks.length === 1,
  run({ tasks }) {
    const [task] = tasks
    if (!task) return
    const url = new URL('/', location.href)
    url.searchParams.set('task', task.id)
    navigator.clipboard.writeText(url.href).then(
      () => tell({ text: 'Link copied' }),
      () => tellRefusal(`The browser did not allow copying. The link is ${url.href}`),
    )
  },
}
