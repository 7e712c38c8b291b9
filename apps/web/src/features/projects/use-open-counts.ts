import { useTasks } from '@holdfast/client/react'
import type { ProjectId } from '@holdfast/domain'
import { useMemo } from 'react'

const openTasks = { open: true }

/** How many tasks of each project are open; a project without any is left out. */
export function useOpenCounts(): ReadonlyMap<ProjectId, number> {
  const tasks = useTasks(openTasks)
  return useMemo(() => {
    const counts = new Map<ProjectId, number>()
    for (const { projectId } of tasks) {
      if (projectId) counts.set(projectId, (counts.get(projectId) ?? 0) + 1)
    }
    return counts
  }, [tasks])
}
