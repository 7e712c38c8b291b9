import { expect, test } from 'vitest'
import { aTask, now } from '../testing/samples.ts'
import { activityOf } from './activity.ts'

test('activityOf names only fields that truly change, and never updatedAt', () => {
  const { row } = aTask()
  const activity = activityOf('task', row.id, 'edited', row, {
    title: 'New',
    tags: [],
    priority: 'medium',
    updatedAt: now,
  })
  expect(activity).toEqual({
    entity: 'task',
    entityId: row.id,
    action: 'edited',
    before: { title: 'Plant bulbs' },
    after: { title: 'New' },
  })
})

test('activityOf says null for what was not there before', () => {
  expect(activityOf('task', 'x', 'created', {}, { title: 'New' })).toMatchObject({
    before: { title: null },
    after: { title: 'New' },
  })
})
