import { useCounts } from '@holdfast/client/react'
import type { ProjectId } from '@holdfast/domain'
import { useMemo } from 'react'

const closed = /^(?:completed|cancelled) /

/** How many tasks of each project are open; a project without any is left out. */
export function useOpenCounts(): ReadonlyMap<ProjectId, number> {
  const counts = useCounts()
  return useMemo(() => {
    const open = new Map<ProjectId, number>()
    for (const [key, count] of counts) {
      const project = key.slice(key.indexOf(' ') + 1) as ProjectId | ''
      if (project && !closed.test(key)) open.set(project, (open.get(project) ?? 0) + count)
    }
    return open
  }, [counts])
}
