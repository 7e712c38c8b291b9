import { dayText, heightOf, labelEvery, middleOf, plane } from './axis.ts'
import { ChartFrame, Plane } from './chart-frame.tsx'
import { percentile, type Shown } from './statistics.ts'

type Cycles = Pick<Shown, 'weeks' | 'cycles'> & { locale: string }

/** Half of all work takes a day or two and some takes a month: high values stand closer together. */
const scaled = (days: number): number => Math.log1p(days)
const ticks = [0, 1, 3, 7, 14, 30]
const top = scaled(30)
const WEEK_MS = 7 * 24 * 60 * 60 * 1000

const daysText = (days: number): string => {
  const rounded = days < 10 ? Math.round(days * 10) / 10 : Math.round(days)
  return rounded === 1 ? '1 day' : `${rounded} days`
}

export function CycleChart(props: Cycles) {
  return (
    <ChartFrame
      title="Cycle time"
      subtitle="Days from In progress to Completed, one dot per task"
      chart={
        props.cycles.length > 0 ? (
          <Drawn {...props} />
        ) : (
          <p className="hint">A task that was in progress and then completed stands here.</p>
        )
      }
      table={<Told {...props} />}
    />
  )
}

const across = (at: string, weeks: readonly string[]): number => {
  const since = Date.parse(weeks[0] ?? at)
  const share = (Date.parse(at) - since) / (weeks.length * WEEK_MS)
  return plane.left + share * (plane.right - plane.left)
}

function Drawn({ weeks, cycles, locale }: Cycles) {
  const days = cycles.map((cycle) => cycle.days)
  const [half, most] = [percentile(days, 0.5) ?? 0, percentile(days, 0.85) ?? 0]
  const every = labelEvery(weeks.length)
  const at = (value: number) => heightOf(scaled(value), top)
  // Two lines so close that their words would cover each other: the lower one stands under its line.
  const below = at(half) - at(most) < 14 ? 14 : -5
  return (
    <Plane
      top={top}
      ticks={ticks.map((day) => ({ value: scaled(day), text: String(day) }))}
      labels={weeks.flatMap((week, n) =>
        n % every === 0 ? [{ x: middleOf(n, weeks.length), text: dayText(week, locale) }] : [],
      )}
    >
      {cycles.map((cycle) => (
        <circle
          key={`${cycle.at} ${cycle.days}`}
          className="dot"
          cx={across(cycle.at, weeks)}
          cy={at(cycle.days)}
          r="3.2"
        />
      ))}
      <line className="line-of" x1={plane.left} x2={plane.right} y1={at(half)} y2={at(half)} />
      <line className="line-of most" x1={plane.left} x2={plane.right} y1={at(most)} y2={at(most)} />
      <text className="value lifted" x={plane.right - 2} y={at(half) + below} textAnchor="end">
        {`half within ${daysText(half)}`}
      </text>
      <text className="value lifted" x={plane.right - 2} y={at(most) - 5} textAnchor="end">
        {`85 % within ${daysText(most)}`}
      </text>
    </Plane>
  )
}

function Told({ weeks, cycles, locale }: Cycles) {
  const rows = weeks.map((week, n) => {
    const end = weeks[n + 1]
    const days = cycles
      .filter(({ at }) => at >= week && (end === undefined || at < end))
      .map((cycle) => cycle.days)
    return { week, tasks: days.length, half: percentile(days, 0.5), most: percentile(days, 0.85) }
  })
  return (
    <table>
      <caption className="visually-hidden">Cycle time of completed tasks by week</caption>
      <thead>
        <tr>
          <th scope="col">Week of</th>
          <th scope="col">Tasks</th>
          <th scope="col">Half within</th>
          <th scope="col">85 % within</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ week, tasks, half, most }) => (
          <tr key={week}>
            <th scope="row">{dayText(week, locale)}</th>
            <td>{tasks}</td>
            <td>{half === null ? 'none' : daysText(half)}</td>
            <td>{most === null ? 'none' : daysText(most)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
