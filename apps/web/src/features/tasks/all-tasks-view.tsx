import { useTasks } from '@holdfast/client/react'
import { lazy, Suspense } from 'react'
import { useMoment } from './moment.tsx'
import { TasksView } from './tasks-view.tsx'

const FirstRun = lazy(() =>
  import('../account/first-run.tsx').then((all) => ({ default: all.FirstRun })),
)

const everything = {}

/** Everything that is mine to see. */
export function AllTasksView() {
  const tasks = useTasks(everything)
  const { now, timeZone, locale } = useMoment()
  const today = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  }).format(now)
  return (
    <TasksView
      title="All tasks"
      subtitle={today}
      tasks={tasks}
      emptyAdds
      empty={
        <Suspense>
          <FirstRun />
        </Suspense>
      }
    />
  )
}
