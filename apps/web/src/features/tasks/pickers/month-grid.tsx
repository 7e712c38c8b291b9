import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { IconButton } from '../../../components/icon-button.tsx'
import { addDays, dayNumber, type WallDay, weekdayOf } from '../due/wall-time.ts'

interface MonthGridProps {
  today: WallDay
  chosen: WallDay | null
  locale: string
  onChoose: (day: WallDay) => void
}

const steps: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
  PageUp: -28,
  PageDown: 28,
}

const asDate = ({ year, month, day }: WallDay) => new Date(Date.UTC(year, month - 1, day))
const same = (a: WallDay | null, b: WallDay) => a !== null && dayNumber(a) === dayNumber(b)

/** A month as a grid of days: arrows go by day and week, Page Up and Down by four weeks. */
export function MonthGrid({ today, chosen, locale, onChoose }: MonthGridProps) {
  const [cursor, setCursor] = useState(chosen ?? today)
  const grid = useRef<HTMLTableElement>(null)
  const moved = useRef(false)
  const format = (day: WallDay, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }).format(asDate(day))
  const first = { ...cursor, day: 1 }
  const start = addDays(first, 1 - weekdayOf(first))
  const weeks = [0, 1, 2, 3, 4, 5].map((week) =>
    [0, 1, 2, 3, 4, 5, 6].map((day) => addDays(start, week * 7 + day)),
  )
  const title = format(cursor, { month: 'long', year: 'numeric' })

  useEffect(() => {
    if (!moved.current) return
    grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
  })

  function page(months: number) {
    moved.current = false
    const next = new Date(Date.UTC(cursor.year, cursor.month - 1 + months, 1))
    setCursor({ year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: 1 })
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    moved.current = true
    const rtl = document.dir === 'rtl' && Math.abs(step) === 1
    setCursor(addDays(cursor, rtl ? -step : step))
  }

  return (
    <div className="month">
      <div className="month-head">
        <b aria-live="polite">{title}</b>
        <IconButton icon={ChevronLeft} label="Previous month" onClick={() => page(-1)} />
        <IconButton icon={ChevronRight} label="Next month" onClick={() => page(1)} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of days, after the ARIA pattern */}
      <table role="grid" aria-label={title} ref={grid} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day.day} scope="col" abbr={format(day, { weekday: 'long' })}>
                {format(day, { weekday: 'narrow' })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={dayNumber(week[0] ?? cursor)}>
              {week.map((day) => (
                <td
                  key={dayNumber(day)}
                  // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: see the grid
                  role="gridcell"
                  aria-selected={same(chosen, day)}
                >
                  <button
                    type="button"
                    tabIndex={same(cursor, day) ? 0 : -1}
                    data-out={day.month !== cursor.month || undefined}
                    aria-current={same(today, day) ? 'date' : undefined}
                    aria-label={format(day, { dateStyle: 'full' })}
                    onClick={() => onChoose(day)}
                  >
                    {day.day}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
