import { useProjects, useSyncStatus } from '@holdfast/client/react'
import type { Task } from '@holdfast/domain'
import { lazy, type ReactNode, Suspense, useMemo } from 'react'
import { ViewHead } from '../shell/view-head.tsx'
import { DisplayMenu, useGrouping } from './display-menu.tsx'
import { groupTasks } from './group-tasks.ts'
import { useMoment } from './moment.tsx'
import { QuickAddSlot } from './quick-add/quick-add-slot.tsx'

// Asked for at once, beside the opening of the store, but no part of the first paint.
const loading = import('./list/task-list.tsx')
const TaskList = lazy(async () => ({ default: (await loading).TaskList }))

interface TasksViewProps {
  title: string
  subtitle?: string
  mark?: ReactNode
  tasks: readonly Task[]
  /** Groupings that say nothing here, such as by project in one project. */
  groupByProject?: boolean
  actions?: ReactNode
  /** What a person must know of this list, over its line for a new task. */
  notice?: ReactNode
  empty: ReactNode
  /** The empty view has a line for a new task of its own. */
  emptyAdds?: boolean
}

/** A list of tasks with its title, the line for a new one and what to say where there is none. */
export function TasksView(props: TasksViewProps) {
  const { title, subtitle, mark, tasks, groupByProject = true } = props
  const { actions, notice, empty, emptyAdds = false } = props
  const [grouping, setGrouping] = useGrouping(groupByProject)
  const moment = useMoment()
  const projects = useProjects()
  const isLoaded = useSyncStatus().loading.done
  const groups = useMemo(
    () => groupTasks(tasks, grouping, { moment, projects }),
    [tasks, grouping, moment, projects],
  )
  return (
    <section className="view" aria-label={title}>
      <ViewHead title={title} subtitle={subtitle} mark={mark}>
        {tasks.length > 0 ? (
          <DisplayMenu value={grouping} onChange={setGrouping} byProject={groupByProject} />
        ) : null}
        {actions}
      </ViewHead>
      {notice}
      {emptyAdds && tasks.length === 0 ? null : <QuickAddSlot />}
      {tasks.length > 0 ? (
        <Suspense fallback={<Skeleton />}>
          <TaskList label={title} groups={groups} ofProject={!groupByProject} />
        </Suspense>
      ) : isLoaded ? (
        <div className="list">{empty}</div>
      ) : (
        <Skeleton />
      )}
    </section>
  )
}

function Skeleton() {
  return (
    <div className="list" role="status" aria-label="Loading tasks">
      {[0, 1, 2, 3, 4, 5].map((line) => (
        <div className="skeleton" key={line}>
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  )
}
