import { useDeletedProjects, useTasks } from '@holdfast/client/react'
import { Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import { ViewHead } from '../shell/view-head.tsx'
import type { Group } from '../tasks/group-tasks.ts'
import { TaskList } from '../tasks/list/task-list.tsx'
import { useTurned } from '../tasks/list/use-turned.ts'
import { QuickAddOver } from '../tasks/quick-add/quick-add-over.tsx'
import '../projects/project-lines.css'
import { DeletedProjects } from './deleted-projects.tsx'

const trashed = { trash: true, sort: 'deleted' } as const

/** What was deleted in the last 30 days, and can be had back. */
export function TrashView() {
  const tasks = useTasks(trashed)
  const projects = useDeletedProjects()
  const groups = useMemo((): Group[] => {
    const count = tasks.length
    return count > 0 ? [{ id: 'trash', name: 'Deleted', tasks, count }] : []
  }, [tasks])
  const [turned, turn] = useTurned()
  return (
    <section className="view" aria-label="Trash">
      <ViewHead title="Trash" subtitle="Kept for at least 30 days" />
      <QuickAddOver />
      {projects.length > 0 ? <DeletedProjects projects={projects} /> : null}
      {tasks.length > 0 ? (
        <TaskList label="Trash" groups={groups} turned={turned} onTurn={turn} />
      ) : projects.length > 0 ? null : (
        <div className="list">
          <EmptyState icon={<Trash2 />} title="Nothing in the trash.">
            A task you delete comes here for 30 days, and can be restored. So can a project.
          </EmptyState>
        </div>
      )}
    </section>
  )
}
