import type { Due, Task } from '@holdfast/domain'
import { CalendarOff, CalendarPlus, Sun, Sunrise } from 'lucide-react'
import { useState } from 'react'
import { nameOf, setDueStep } from '../../../actions/step.ts'
import { dateText } from '../due/due-label.ts'
import { addDays, dueDay, dueOn, noDue, wallTimeOf, weekdayOf } from '../due/wall-time.ts'
import { useMoment } from '../moment.tsx'
import { useFindDue } from '../quick-add/use-quick-add-world.ts'
import './due-picker.css'
import { MonthGrid } from './month-grid.tsx'
import { shared, usePick } from './use-pick.ts'

/** A date in words, from a few likely ones, or from the month. */
export function DuePicker({ tasks }: { tasks: readonly Task[] }) {
  const pick = usePick()
  const moment = useMoment()
  const findDue = useFindDue()
  const [typed, setTyped] = useState('')
  const today = wallTimeOf(moment.now, moment.timeZone)
  const found = findDue?.(typed) ?? null
  const current = shared(tasks, ({ dueDate, dueAllDay }) => `${dueDate} ${dueAllDay}`)
  const [first] = tasks
  const chosen =
    current !== undefined && first?.dueDate
      ? dueDay(first.dueDate, first.dueAllDay, moment.timeZone)
      : null

  function choose(due: Due) {
    const { dueDate, dueAllDay } = due
    const text = dueDate ? `due ${dateText(dueDate, dueAllDay, moment)}` : 'without a date'
    pick(setDueStep(tasks, due, `${nameOf(tasks)} ${text}`))
  }

  const presets = [
    { name: 'Today', icon: Sun, due: dueOn(today) },
    { name: 'Tomorrow', icon: Sunrise, due: dueOn(addDays(today, 1)) },
    { name: 'Monday', icon: CalendarPlus, due: dueOn(addDays(today, 8 - weekdayOf(today))) },
    { name: 'No date', icon: CalendarOff, due: noDue },
  ]
  return (
    <div className="due-picker">
      <div className="picker-filter">
        <input
          aria-label="Due, in words"
          placeholder="fri 14:00, in 3 days…"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && found) choose(found.due)
          }}
        />
        <p className="due-found" role="status">
          {found?.due.dueDate
            ? `${dateText(found.due.dueDate, found.due.dueAllDay, moment)} · Enter`
            : typed.trim() !== '' && findDue
              ? 'That is no date yet.'
              : ''}
        </p>
      </div>
      <div className="due-presets">
        {presets.map(({ name, icon: Icon, due }) => (
          <button key={name} type="button" className="menu-item" onClick={() => choose(due)}>
            <Icon />
            {name}
          </button>
        ))}
      </div>
      <MonthGrid
        today={today}
        chosen={chosen}
        locale={moment.locale}
        onChoose={(day) => choose(dueOn(day))}
      />
    </div>
  )
}
