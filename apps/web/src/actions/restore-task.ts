import { ArchiveRestore } from 'lucide-react'
import { clearSelection } from '../features/tasks/list-state.ts'
import { type Action, canRestoreTasks } from './action.ts'
import { perform } from './history.ts'
import { restoreStep } from './step.ts'

export const restoreTask: Action = {
  id: 'restore-task',
  label: () => 'Restore',
  icon: ArchiveRestore,
  group: 'Task',
  isEnabled: canRestoreTasks,
  run({ device, tasks }) {
    if (perform(device, restoreStep(tasks))) clearSelection()
  },
}
