import { isClosed } from '@holdfast/domain'
import { CircleCheckBig } from 'lucide-react'
import { type Action, canDo } from './action.ts'
import { perform } from './history.ts'
import { nameOf, setStatusStep } from './step.ts'

/** Completes what is open; where everything is closed already, reopens it. */
export const completeTask: Action = {
  id: 'complete-task',
  label: (tasks) =>
    tasks.length > 0 && tasks.every(({ status }) => isClosed(status)) ? 'Reopen' : 'Complete',
  icon: CircleCheckBig,
  shortcut: 'space',
  group: 'Task',
  isEnabled: canDo('edit'),
  run({ device, tasks }) {
    const open = tasks.filter(({ status }) => !isClosed(status))
    if (open.length > 0) {
      perform(device, setStatusStep(open, 'completed', `${nameOf(open)} completed`))
    } else {
      perform(device, setStatusStep(tasks, 'todo', `${nameOf(tasks)} reopened`))
    }
  },
}
