import { dayText, heightOf, plane, roundUp, ticksUpTo } from './axis.ts'
import { ChartFrame, Plane } from './chart-frame.tsx'
import type { Shown } from './statistics.ts'

type Days = Pick<Shown, 'days' | 'overdueByDay'> & { locale: string }

export function OverdueChart(props: Days) {
  return (
    <ChartFrame
      title="Overdue"
      subtitle="Open tasks past their date, each day"
      chart={<Drawn {...props} />}
      table={<Told {...props} />}
    />
  )
}

function Drawn({ days, overdueByDay, locale }: Days) {
  const top = roundUp(Math.max(0, ...overdueByDay))
  const end = plane.right - 4
  const edge = (day: number): number => plane.left + (day / days.length) * (end - plane.left)
  // A step for each day: the level at its end holds for the whole of it.
  const line = overdueByDay.flatMap((level, day) => {
    const y = heightOf(Math.max(0, level), top)
    return [`${edge(day)},${y}`, `${edge(day + 1)},${y}`]
  })
  const now = overdueByDay.at(-1) ?? 0
  return (
    <Plane
      top={top}
      ticks={ticksUpTo(top).map((value) => ({ value, text: String(value) }))}
      labels={days.flatMap((day, n) =>
        n % 7 === 0 ? [{ x: edge(n + 0.5), text: dayText(day, locale) }] : [],
      )}
    >
      <polygon
        className="area"
        points={[`${plane.left},${plane.bottom}`, ...line, `${end},${plane.bottom}`].join(' ')}
      />
      <polyline className="line-1" points={line.join(' ')} />
      <circle className="bar-of" cx={end} cy={heightOf(now, top)} r="4" />
      <text className="value lifted" x={plane.right} y={heightOf(now, top) - 9} textAnchor="end">
        {`${now} now`}
      </text>
    </Plane>
  )
}

function Told({ days, overdueByDay, locale }: Days) {
  return (
    <table>
      <caption className="visually-hidden">Overdue tasks at the end of each day</caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Overdue</th>
        </tr>
      </thead>
      <tbody>
        {days.map((day, n) => (
          <tr key={day}>
            <th scope="row">{dayText(day, locale)}</th>
            <td>{overdueByDay[n]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
