import { useSyncStatus } from '@holdfast/client/react'
import type { ProjectId } from '@holdfast/domain'
import { lazy, type ReactNode, Suspense } from 'react'
import { ViewHead } from '../shell/view-head.tsx'
import { DisplayMenu, useGrouping } from './display-menu.tsx'
import { QuickAddSlot } from './quick-add/quick-add-slot.tsx'
import { useStatusCounts } from './use-status-counts.ts'

// Asked for at once, beside the opening of the store, but no part of the first paint.
const loading = import('./list/grouped-tasks.tsx')
const GroupedTasks = lazy(async () => ({ default: (await loading).GroupedTasks }))

interface TasksViewProps {
  title: string
  subtitle?: string
  mark?: ReactNode
  /** Whose tasks; all without one. */
  project?: ProjectId
  actions?: ReactNode
  /** What a person must know of this list, over its line for a new task. */
  notice?: ReactNode
  empty: ReactNode
  /** The empty view has a line for a new task of its own. */
  emptyAdds?: boolean
}

/** A list of tasks with its title, the line for a new one and what to say where there is none. */
export function TasksView(props: TasksViewProps) {
  const { title, subtitle, mark, project } = props
  const { actions, notice, empty, emptyAdds = false } = props
  const byProject = project === undefined
  const [grouping, setGrouping] = useGrouping(byProject)
  const isLoaded = useSyncStatus().loading.done
  const counts = useStatusCounts(project)
  const isEmpty = Object.values(counts).every((count) => count === 0)
  return (
    <section className="view" aria-label={title}>
      <ViewHead title={title} subtitle={subtitle} mark={mark}>
        {isEmpty ? null : (
          <DisplayMenu value={grouping} onChange={setGrouping} byProject={byProject} />
        )}
        {actions}
      </ViewHead>
      {notice}
      {emptyAdds && isEmpty ? null : <QuickAddSlot />}
      {!isEmpty ? (
        <Suspense fallback={<Skeleton />}>
          <GroupedTasks label={title} project={project} grouping={grouping} />
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
