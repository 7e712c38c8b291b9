import type { IsoDate, Task } from '@holdfast/domain'
import { nthTask, nthUser, taskRow } from '@holdfast/sync/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { matcherOf, orderOf, queryKey, type TaskQuery } from './task-query.ts'

const task = (fields: Partial<Task>): Task => taskRow(nthTask(1), nthUser(1), fields).row
const at = (text: string) => text as IsoDate
const found = (query: TaskQuery, fields: Partial<Task>) => matcherOf(query)(task(fields))

describe('due dates', () => {
  let zone: string | undefined
  beforeEach(() => {
    zone = process.env.TZ
    process.env.TZ = 'America/New_York'
  })
  afterEach(() => {
    process.env.TZ = zone
  })

  // In New York, 22 November begins at 05:00 in UTC.
  const today = {
    dueFrom: at('2026-11-22T05:00:00.000Z'),
    dueBefore: at('2026-11-23T05:00:00.000Z'),
  }

  test.each([
    ['all day yesterday', '2026-11-21T00:00:00.000Z', true, false],
    ['all day today', '2026-11-22T00:00:00.000Z', true, true],
    ['all day tomorrow', '2026-11-23T00:00:00.000Z', true, false],
    ['late last night', '2026-11-22T04:59:00.000Z', false, false],
    ['late tonight', '2026-11-23T04:59:00.000Z', false, true],
  ])('%s', (_, dueDate, dueAllDay, isToday) => {
    expect(found(today, { dueDate: at(dueDate), dueAllDay })).toBe(isToday)
  })

  test('a task without one is due never', () => {
    expect(found({ dueBefore: at('2030-01-01T00:00:00.000Z') }, {})).toBe(false)
  })
})

test('what is in the trash is only in the trash', () => {
  const gone = { deletedAt: at('2026-11-22T08:00:00.000Z') }
  expect(found({}, gone)).toBe(false)
  expect(found({ trash: true }, gone)).toBe(true)
  expect(found({ trash: true }, {})).toBe(false)
})

test('orders: the urgent, the near and the new come first; no date comes last', () => {
  const compare = (sort: TaskQuery['sort'], a: Partial<Task>, b: Partial<Task>) =>
    Math.sign(orderOf({ ...(sort && { sort }) })(task(a), task(b)))
  expect(compare('priority', { priority: 'critical' }, { priority: 'low' })).toBe(-1)
  expect(compare('due', { dueDate: at('2026-11-22T08:00:00.000Z') }, {})).toBe(-1)
  expect(compare('title', { title: 'Task 9' }, { title: 'task 10' })).toBe(-1)
  expect(
    compare(
      'created',
      { createdAt: at('2026-11-23T08:00:00.000Z') },
      { createdAt: at('2026-11-22T08:00:00.000Z') },
    ),
  ).toBe(-1)
})

test('queries that mean the same have one key', () => {
  expect(queryKey({ open: true, tag: 'a' as never })).toBe(
    queryKey({ tag: 'a' as never, open: true }),
  )
  expect(queryKey({ status: ['todo'] })).not.toBe(queryKey({ status: ['completed'] }))
})
