import type { IsoDate, Task } from '@holdfast/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueLabel, isLate } from './due-label.ts'
import { dueAt, dueOn, instantOf, wallTimeOf } from './wall-time.ts'

const timeZone = 'Europe/Berlin'
const moment = { now: new Date('2026-11-24T09:30:00.000Z'), timeZone, locale: 'en-GB' }
const open = { status: 'todo', completedAt: null } as const
const day = (date: number, month = 11, year = 2026) => dueOn({ year, month, day: date })
const at = (date: number, hour: number, minute = 0) =>
  dueAt({ year: 2026, month: 11, day: date, hour, minute }, timeZone)

type Dated = Pick<Task, 'dueDate' | 'dueAllDay' | 'status' | 'completedAt'>

describe('dueLabel', () => {
  it.each<[string, Dated, ReturnType<typeof dueLabel>]>([
    ['no date', { ...open, dueDate: null, dueAllDay: false }, null],
    ['today', { ...open, ...day(24) }, { kind: 'today', text: 'Today' }],
    ['today at a time', { ...open, ...at(24, 11) }, { kind: 'today', text: '11:00' }],
    ['tomorrow', { ...open, ...day(25) }, { kind: 'later', text: 'Tomorrow' }],
    ['tomorrow, 9', { ...open, ...at(25, 9) }, { kind: 'later', text: 'Tomorrow, 09:00' }],
    ['this week', { ...open, ...day(27) }, { kind: 'later', text: 'Fri 27 Nov' }],
    ['later', { ...open, ...day(4, 12) }, { kind: 'later', text: '4 Dec' }],
    ['next year', { ...open, ...day(8, 1, 2027) }, { kind: 'later', text: '8 Jan 2027' }],
    ['yesterday', { ...open, ...day(23) }, { kind: 'late', text: '23 Nov, 1 day late' }],
    ['three days ago', { ...open, ...day(21) }, { kind: 'late', text: '21 Nov, 3 days late' }],
    [
      'a month and a half ago',
      { ...open, ...day(9, 10) },
      { kind: 'late', text: '9 Oct, 46 days late' },
    ],
    ['in spring', { ...open, ...day(25, 4) }, { kind: 'late', text: '25 Apr, 7 months late' }],
    [
      'years ago, at an hour that was the next day here',
      { ...open, dueDate: '2019-04-25T23:00:00.000Z' as IsoDate, dueAllDay: false },
      { kind: 'late', text: '26 Apr 2019, 7 years late' },
    ],
    ['an hour ago', { ...open, ...at(24, 9) }, { kind: 'late', text: '09:00, 2 h late' }],
    [
      'completed',
      { ...day(21), status: 'completed', completedAt: '2026-11-24T07:12:00.000Z' as IsoDate },
      { kind: 'done', text: '08:12' },
    ],
    [
      'cancelled',
      { ...day(21), status: 'cancelled', completedAt: null },
      { kind: 'done', text: '21 Nov' },
    ],
  ])('%s', (_, task, label) => {
    expect(dueLabel(task, moment)).toEqual(label)
  })

  it('writes the time as the language does', () => {
    const due = { ...open, ...at(25, 9) }
    expect(dueLabel(due, { ...moment, locale: 'en-US' })?.text).toMatch(/^Tomorrow, 9:00\sAM$/)
    expect(dueLabel(due, { ...moment, locale: 'de' })?.text).toBe('Tomorrow, 09:00')
  })

  it('a day is not late before it is over, in any time zone', () => {
    const due = { ...open, ...day(24) }
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu']) {
      const lastMinute = instantOf({ year: 2026, month: 11, day: 24, hour: 23, minute: 59 }, zone)
      const next = instantOf({ year: 2026, month: 11, day: 25, hour: 0, minute: 0 }, zone)
      expect(isLate(due, { ...moment, timeZone: zone, now: lastMinute })).toBe(false)
      expect(isLate(due, { ...moment, timeZone: zone, now: next })).toBe(true)
    }
  })
})

describe('wall time', () => {
  it('goes to an instant and back in every zone, except in the hour a clock skips', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kolkata')
    const minutes = fc.integer({ min: 0, max: 3 * 365 * 24 * 60 })
    fc.assert(
      fc.property(zone, minutes, (name, offset) => {
        const instant = new Date(Date.UTC(2025, 0, 1) + offset * 60_000)
        const wall = wallTimeOf(instant, name)
        const back = instantOf(wall, name)
        expect(wallTimeOf(back, name)).toEqual(wall)
        expect(Math.abs(back.getTime() - instant.getTime())).toBeLessThanOrEqual(3_600_000)
      }),
    )
  })

  it('a time that a clock change skips is the one an hour later', () => {
    const skipped = instantOf({ year: 2027, month: 3, day: 28, hour: 2, minute: 30 }, timeZone)
    expect(wallTimeOf(skipped, timeZone)).toMatchObject({ hour: 3, minute: 30 })
  })
})
