import { useMe } from '@holdfast/client/react'
import { abilitiesOnTask, type ProjectId, type Task, type TaskAbilities } from '@holdfast/domain'
import { useRole } from '../projects/use-abilities.ts'

/** What the person may do with a task. */
export function useTaskAbilities(task: Task): TaskAbilities {
  const me = useMe()?.id ?? task.createdBy
  return abilitiesOnTask(task, me, useRole(task.projectId ?? ('' as ProjectId)))
}
