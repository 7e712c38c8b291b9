import { type ProjectId, Task, type UserId } from '@holdfast/domain'
import { expect, test } from 'vitest'
import { benchTask, plainTask, taskId } from './bench-task.ts'

const world = {
  projectId: '00000000-0000-7000-8000-000000000001' as ProjectId,
  createdBy: '00000000-0000-7000-8000-000000000002' as UserId,
}

test('a task of the peers has about 340 bytes, and is the same every time', () => {
  const bytes = Array.from({ length: 1000 }, (_, i) => JSON.stringify(plainTask(i)).length)
  const mean = bytes.reduce((sum, one) => sum + one, 0) / bytes.length
  expect(mean).toBeGreaterThan(325)
  expect(mean).toBeLessThan(355)
  expect(plainTask(7)).toEqual(plainTask(7))
})

test('ours has the same text in columns that the product takes', () => {
  for (const i of [0, 1, 99_999]) {
    const task = benchTask(i, world)
    expect(Task.parse({ ...task, version: 1 })).toEqual({ ...task, version: 1 })
    expect([task.title, task.description]).toEqual([plainTask(i).title, plainTask(i).notes])
  }
})

test('ids are of their own and in the order of creation', () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => taskId(i))
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids.map((id) => id.slice(-12))).size).toBe(ids.length)
})
