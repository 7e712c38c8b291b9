import { useSyncStatus } from '@holdfast/client/react'
import type { ProjectId } from '@holdfast/domain'
import { lazy, type ReactNode, Suspense } from 'react'
import { ViewHead } from '../shell/view-head.tsx'
import { DisplayMenu, useGrouping } from './display-menu.tsx'
import { useTurned } from './list/use-turned.ts'
import { QuickAddSlot } from './quick-add/quick-add-slot.tsx'
import { useTaskGroups } from './use-task-groups.ts'

// Asked for at once, beside the opening of the store, but no part of the first paint.
const loading = import('./list/task-list.tsx')
const TaskList = lazy(async () => ({ default: (await loading).TaskList }))

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
  const [turned, turn] = useTurned()
  const isLoaded = useSyncStatus().loading.done
  const groups = useTaskGroups({ project, grouping, turned })
  const isEmpty = groups.length === 0
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
          <TaskList
            label={title}
            groups={groups}
            turned={turned}
            onTurn={turn}
            ofProject={!byProject}
          />
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
