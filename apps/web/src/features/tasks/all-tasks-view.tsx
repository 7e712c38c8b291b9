import { lazy, Suspense } from 'react'
import { useMoment } from './moment.tsx'
import { TasksView } from './tasks-view.tsx'

const FirstRun = lazy(() =>
  import('../account/first-run.tsx').then((all) => ({ default: all.FirstRun })),
)

/** Everything that is mine to see. */
export function AllTasksView() {
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
      emptyAdds
      empty={
        <Suspense>
          <FirstRun />
        </Suspense>
      }
    />
  )
}
