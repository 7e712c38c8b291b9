import type { ProjectId } from '@holdfast/domain'
import type { Grouping } from '../groupings.ts'
import { useTaskGroups } from '../use-task-groups.ts'
import { TaskList } from './task-list.tsx'
import { useTurned } from './use-turned.ts'

interface GroupedTasksProps {
  label: string
  project: ProjectId | undefined
  grouping: Grouping
}

/** The tasks of a project, or all, under headings. */
export function GroupedTasks({ label, project, grouping }: GroupedTasksProps) {
  const [turned, turn] = useTurned()
  const groups = useTaskGroups({ project, grouping, turned })
  const ofProject = project !== undefined
  return <TaskList {...{ label, groups, turned, ofProject }} onTurn={turn} />
}
