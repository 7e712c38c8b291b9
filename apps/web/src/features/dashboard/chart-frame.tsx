import { type ReactNode, useState } from 'react'
import { Segment } from '../../components/segment.tsx'
import { heightOf, plane } from './axis.ts'

interface ChartFrameProps {
  title: string
  subtitle: string
  legend?: ReactNode
  /** What is drawn, hidden from those who cannot see it. */
  chart: ReactNode
  /** The same in words and numbers: always there for screen readers. */
  table: ReactNode
}

const choices = [
  { value: 'chart', name: 'Chart' },
  { value: 'table', name: 'Table' },
] as const

export function ChartFrame({ title, subtitle, legend, chart, table }: ChartFrameProps) {
  const [look, setLook] = useState<'chart' | 'table'>('chart')
  return (
    <section className="chart" aria-label={title}>
      <header>
        <div>
          <h2>{title}</h2>
          <p>{subtitle}</p>
        </div>
        <Segment small label={`${title} as`} value={look} onChange={setLook} options={choices} />
      </header>
      {look === 'chart' ? (
        <>
          {legend}
          <div aria-hidden="true">{chart}</div>
        </>
      ) : null}
      <div className={look === 'chart' ? 'visually-hidden' : 'chart-table'}>{table}</div>
    </section>
  )
}

interface PlaneProps {
  ticks: readonly { value: number; text: string }[]
  top: number
  labels: readonly { x: number; text: string }[]
  children: ReactNode
}

/** Lines to read values by, dates below, and what is drawn over them. */
export function Plane({ ticks, top, labels, children }: PlaneProps) {
  return (
    <svg className="plane" viewBox={`0 0 ${plane.width} ${plane.height}`} aria-hidden="true">
      {ticks.map(({ value, text }) => {
        const y = heightOf(value, top)
        return (
          <g key={text}>
            <line className="grid-line" x1={plane.left} x2={plane.right} y1={y} y2={y} />
            <text x={plane.left - 6} y={y + 4} textAnchor="end">
              {text}
            </text>
          </g>
        )
      })}
      {children}
      {labels.map(({ x, text }) => (
        <text key={text} x={x} y={plane.bottom + 18} textAnchor="middle">
          {text}
        </text>
      ))}
    </svg>
  )
}
