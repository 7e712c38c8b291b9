import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { IsoDate } from '../iso-date.ts'
import { isClosed, statusChange } from './status.ts'
import { TaskStatus } from './task.ts'

const createdAt = '2026-11-01T00:00:00.000Z' as IsoDate
const now = '2026-11-22T00:00:00.000Z' as IsoDate
const open = { status: 'todo', createdAt, completedAt: null } as const

describe('statusChange', () => {
  test('completes at the moment the person did it', () => {
    const at = '2026-11-10T12:00:00.000Z' as IsoDate
    expect(statusChange(open, 'completed', at, now)).toEqual({
      status: 'completed',
      completedAt: at,
    })
  })

  test.each([
    ['a clock that is behind', '2001-01-01T00:00:00.000Z', createdAt],
    ['a clock that is ahead', '2099-01-01T00:00:00.000Z', now],
  ])('[W4] keeps completedAt between creation and now for %s', (_, at, completedAt) => {
    expect(statusChange(open, 'completed', at as IsoDate, now).completedAt).toBe(completedAt)
  })

  test('keeps the first completion when it is completed again', () => {
    const done = { status: 'completed', createdAt, completedAt: createdAt } as const
    expect(statusChange(done, 'completed', now, now).completedAt).toBe(createdAt)
  })

  test('has completedAt exactly in the status completed, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...TaskStatus.options), { minLength: 1 }), (path) => {
        let task: Parameters<typeof statusChange>[0] = open
        for (const status of path) {
          task = { ...task, ...statusChange(task, status, now, now) }
          expect(task.status).toBe(status)
          expect(task.completedAt !== null).toBe(status === 'completed')
        }
      }),
    )
  })
})

test('isClosed holds for completed and cancelled alone', () => {
  expect(TaskStatus.options.filter(isClosed)).toEqual(['completed', 'cancelled'])
})
