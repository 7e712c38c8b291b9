import type { IsoDate, ProjectId, Task } from '@holdfast/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { daysUntil, isLate } from './due/due-label.ts'
import { divisionOf, type Group, headingsOf } from './group-tasks.ts'
import { groupings } from './groupings.ts'
import { Lines } from './list/lines.ts'

const web = { id: 'p1' as ProjectId, name: 'Website' } as Parameters<typeof headingsOf>[1][number]
const hour = 3_600_000
const noon = Date.parse('2026-11-24T12:00:00.000Z')
const moments = fc.record({
  now: fc.integer({ min: -20, max: 20 }).map((hours) => new Date(noon + hours * hour)),
  timeZone: fc.constantFrom('UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland'),
  locale: fc.constant('en-GB'),
})
const isoAt = (ms: number) => new Date(ms).toISOString() as IsoDate
const day = 24 * hour
const anyTask = fc
  .record({
    id: fc.uuid(),
    status: fc.constantFrom('todo', 'in_progress', 'in_review'),
    priority: fc.constantFrom('low', 'medium', 'high', 'critical'),
    due: fc.option(fc.integer({ min: -3 * 48, max: 3 * 48 })),
    dueAllDay: fc.boolean(),
    projectId: fc.option(fc.constant('p1')),
  })
  .map(({ due, dueAllDay, ...over }) => {
    const at = noon + (due ?? 0) * (hour / 2)
    const dueDate = due === null ? null : isoAt(dueAllDay ? Math.floor(at / day) * day : at)
    return { ...over, dueAllDay, dueDate } as unknown as Task
  })

describe('groups of a list', () => {
  it('have a heading for every task, whatever it is grouped by', () => {
    fc.assert(
      fc.property(anyTask, moments, fc.constantFrom(...groupings), (task, moment, by) => {
        const headings = headingsOf(by, [web]).map(({ id }) => id)
        expect(headings).toContain(divisionOf(by, moment).groupOf(task))
      }),
    )
  })

  it('divide by day as each task says of itself', () => {
    fc.assert(
      fc.property(anyTask, moments, (task, moment) => {
        const group = divisionOf('due', moment).groupOf(task)
        const { dueDate, dueAllDay } = task
        if (dueDate === null) expect(group).toBe('no-date')
        else if (isLate(task, moment)) expect(group).toBe('overdue')
        else {
          const isToday = daysUntil(dueDate, dueAllDay, moment) === 0
          expect(group).toBe(isToday ? 'today' : 'upcoming')
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('lines', () => {
  const groups = fc.array(
    fc.record({ folded: fc.boolean(), ids: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }) }),
    { maxLength: 4 },
  )

  it('are headings, gaps and every task that is not folded away, each found where it is', () => {
    fc.assert(
      fc.property(groups, fc.array(fc.nat(3)), (given, turnedNumbers) => {
        const all: Group[] = given.map(({ folded, ids }, n) => ({
          id: `g${n}`,
          name: '',
          folded,
          count: ids.length,
          tasks: ids.map((_, i) => ({ id: `${n}-${i}` }) as Task),
        }))
        const turned = new Set(turnedNumbers.map((n) => `g${n}`))
        const lines = new Lines(all, turned)
        const drawn = Array.from({ length: lines.count }, (_, i) => lines.at(i))
        const expected = all.flatMap((group, n) => [
          ...(n > 0 ? [`gap-${group.id}`] : []),
          `group-${group.id}`,
          ...(Boolean(group.folded) === turned.has(group.id)
            ? group.tasks.map(({ id }) => id)
            : []),
        ])
        expect(drawn.map((line) => line?.key)).toEqual(expected)
        const tasks = drawn.flatMap((line) => (line?.kind === 'task' ? line.task : []))
        expect(lines.tasks).toEqual(tasks)
        for (const [i, line] of drawn.entries()) {
          expect([lines.kindAt(i), lines.keyAt(i)]).toEqual([line?.kind, line?.key])
          if (line?.kind === 'task') {
            expect(lines.indexOf(line.task.id)).toBe(i)
            expect(tasks[line.index]).toBe(line.task)
          }
          if (line?.kind !== 'gap') expect(lines.at(lines.headOf(i))?.kind).toBe('group')
        }
        expect(lines.at(lines.count)).toBeUndefined()
        const again = all.map((group) => ({
          ...group,
          tasks: group.tasks.map((one) => ({ ...one })),
        }))
        expect(new Lines(again, turned).isLaidOutAs(lines)).toBe(true)
        const less = all.map((group) => ({ ...group, tasks: group.tasks.slice(1) }))
        expect(new Lines(less, turned).isLaidOutAs(lines)).toBe(tasks.length === 0)
      }),
    )
  })
})
