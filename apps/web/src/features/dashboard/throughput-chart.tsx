import { dayText, heightOf, labelEvery, middleOf, plane, roundUp, ticksUpTo } from './axis.ts'
import { ChartFrame, Plane } from './chart-frame.tsx'
import type { Shown } from './statistics.ts'

type Weeks = Pick<Shown, 'weeks' | 'created' | 'completed'> & { locale: string }

export function ThroughputChart(props: Weeks) {
  return (
    <ChartFrame
      title="Throughput"
      subtitle="Tasks per week; this week is not over"
      legend={
        <div className="legend">
          <span>
            <i className="key-bar" />
            Completed
          </span>
          <span>
            <i className="key-point" />
            Created
          </span>
        </div>
      }
      chart={<Drawn {...props} />}
      table={<Told {...props} />}
    />
  )
}

function Drawn({ weeks, created, completed, locale }: Weeks) {
  const top = roundUp(Math.max(0, ...created, ...completed))
  const width = ((plane.right - plane.left) / weeks.length) * 0.525
  const points = created.map((n, week) => [middleOf(week, weeks.length), heightOf(n, top)] as const)
  const last = weeks.length - 1
  const every = labelEvery(weeks.length)
  return (
    <Plane
      top={top}
      ticks={ticksUpTo(top).map((value) => ({ value, text: String(value) }))}
      labels={weeks.flatMap((week, n) =>
        n % every === 0 ? [{ x: middleOf(n, weeks.length), text: dayText(week, locale) }] : [],
      )}
    >
      {completed.map((n, week) => (
        <rect
          key={weeks[week]}
          className={week === last ? 'bar-of partly' : 'bar-of'}
          x={middleOf(week, weeks.length) - width / 2}
          y={heightOf(n, top)}
          width={width}
          height={plane.bottom - heightOf(n, top)}
          rx="2"
        />
      ))}
      <polyline className="line-2" points={points.map((point) => point.join()).join(' ')} />
      {points.map(([x, y], week) => (
        <path key={weeks[week]} className="point-2" d={`M${x} ${y - 4}l4 4-4 4-4-4z`} />
      ))}
      {completed[last - 1] ? (
        <text
          className="value lifted"
          x={middleOf(last - 1, weeks.length)}
          y={heightOf(completed[last - 1] ?? 0, top) - 5}
          textAnchor="middle"
        >
          {completed[last - 1]}
        </text>
      ) : null}
    </Plane>
  )
}

function Told({ weeks, created, completed, locale }: Weeks) {
  return (
    <table>
      <caption className="visually-hidden">Tasks completed and created by week</caption>
      <thead>
        <tr>
          <th scope="col">Week of</th>
          <th scope="col">Completed</th>
          <th scope="col">Created</th>
        </tr>
      </thead>
      <tbody>
        {weeks.map((week, n) => (
          <tr key={week}>
            <th scope="row">{dayText(week, locale)}</th>
            <td>{completed[n]}</td>
            <td>{created[n]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
