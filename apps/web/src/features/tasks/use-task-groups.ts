import { useGroups, useProjects, useTasks } from '@holdfast/client/react'
import type { ProjectId } from '@holdfast/domain'
import { useMemo } from 'react'
import { statusNames } from '../../components/status-glyph.tsx'
import { divisionOf, type Group, headingsOf } from './group-tasks.ts'
import type { Grouping } from './groupings.ts'
import { useMoment } from './moment.tsx'
import { useStatusCounts } from './use-status-counts.ts'

interface Asked {
  project: ProjectId | undefined
  grouping: Grouping
  /** Groups that are not as they are at first: open work folded, closed work unfolded. */
  turned: ReadonlySet<string>
}

/**
 * The tasks of a project, or all, under the headings of a list. Empty groups are left out; closed
 * work is only counted until it is unfolded.
 */
export function useTaskGroups({ project, grouping, turned }: Asked): Group[] {
  const of = useMemo(() => (project ? { project } : {}), [project])
  const moment = useMoment()
  const projects = useProjects()
  const division = useMemo(() => divisionOf(grouping, moment), [grouping, moment])
  const open = useGroups(
    useMemo(() => ({ ...of, open: true, sort: 'agenda' as const }), [of]),
    division,
  )
  const counts = useStatusCounts(project)
  const completed = useClosed('completed', of, turned)
  const cancelled = useClosed('cancelled', of, turned)
  return useMemo(() => {
    const groups: Group[] = headingsOf(grouping, projects).map((heading) => {
      const tasks = open.get(heading.id) ?? []
      return { ...heading, tasks, count: tasks.length }
    })
    for (const [id, tasks] of [
      ['completed', completed] as const,
      ['cancelled', cancelled] as const,
    ])
      groups.push({ id, name: statusNames[id], tasks, count: counts[id], folded: true })
    return groups.filter(({ count }) => count > 0)
  }, [grouping, projects, open, counts, completed, cancelled])
}

function useClosed(
  status: 'completed' | 'cancelled',
  of: { project?: ProjectId },
  turned: ReadonlySet<string>,
) {
  const isUnfolded = turned.has(status)
  return useTasks(
    useMemo(
      () => (isUnfolded ? { ...of, status: [status], sort: 'closing' as const } : null),
      [status, of, isUnfolded],
    ),
  )
}
