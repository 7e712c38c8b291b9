import { countKey } from '@holdfast/client'
import { useCounts } from '@holdfast/client/react'
import type { ProjectId, TaskStatus } from '@holdfast/domain'
import { useMemo } from 'react'

/** How many tasks of a project, or of all, are in each status. */
export function useStatusCounts(project?: ProjectId): Record<TaskStatus, number> {
  const counts = useCounts()
  return useMemo(() => {
    const sums = { todo: 0, in_progress: 0, in_review: 0, completed: 0, cancelled: 0 }
    const statuses = Object.keys(sums) as TaskStatus[]
    if (project)
      for (const status of statuses) sums[status] = counts.get(countKey(status, project)) ?? 0
    else
      for (const [key, count] of counts)
        for (const status of statuses) if (key.startsWith(`${status} `)) sums[status] += count
    return sums
  }, [counts, project])
}
