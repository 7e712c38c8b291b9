import { compared, openIn, type Shown } from './statistics.ts'

/** The few numbers that say how things stand. */
export function Figures({ places, completed, overdueByDay }: Shown) {
  const sum = (of: (place: Shown['places'][number]) => number) =>
    places.reduce((total, place) => total + of(place), 0)
  const overdue = sum((place) => place.overdue)
  const urgent = sum((place) => place.dueThisWeekUrgent)
  const outside = places.find(({ projectId }) => projectId === null)
  const [before = 0, last = 0] = completed.slice(-3, -1)
  const figures = [
    {
      name: 'Open',
      value: sum(openIn),
      note: outside ? `${openIn(outside)} in no project` : 'in this project',
    },
    {
      name: 'Overdue',
      value: overdue,
      note: `${compared(overdue, overdueByDay.at(-8) ?? 0)} a week ago`,
      isBad: overdue > 0,
    },
    {
      name: 'Due this week',
      value: sum((place) => place.dueThisWeek),
      note: `${urgent} of them high or critical`,
    },
    {
      name: 'In progress',
      value: sum(({ tasks }) => tasks.in_progress),
      note: `${sum(({ tasks }) => tasks.in_review)} in review`,
    },
    {
      name: 'Completed last week',
      value: last,
      note: `${compared(last, before)} the week before`,
    },
  ]
  return (
    <dl className="figures">
      {figures.map(({ name, value, note, isBad }) => (
        <div key={name} className={isBad ? 'figure bad' : 'figure'}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          <dd className="note">{note}</dd>
        </div>
      ))}
    </dl>
  )
}
