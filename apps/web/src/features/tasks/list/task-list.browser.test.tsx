import type { Task } from '@holdfast/domain'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import { task, taskId } from '../../../testing/seed.ts'
import { closeApp, showApp } from '../../../testing/show-app.tsx'
import { dueLabel } from '../due/due-label.ts'

// Each row asks for its label once when it is drawn.
vi.mock('../due/due-label.ts', { spy: true })

beforeEach(() => page.viewport(1440, 900))
afterEach(closeApp)

const row = (title: string) => page.getByRole('row').filter({ hasText: title })
const drawn = () => new Set(vi.mocked(dueLabel).mock.calls.map(([one]) => (one as Task).id))

it('a task that changes draws its own row anew and no other', async () => {
  const device = await showApp([1, 2, 3, 4, 5].map((n) => ({ kind: 'task', row: task(n) })))
  await expect.element(row('Task 5')).toBeVisible()
  await expect.poll(() => device.status().saving).toBe(0)
  vi.mocked(dueLabel).mockClear()
  device.mutate('edit-task', { id: taskId(3), title: { base: 'Task 3', value: 'Changed' } })
  await expect.element(row('Changed')).toBeVisible()
  await expect.poll(() => device.status().saving).toBe(0)
  expect([...drawn()]).toEqual([taskId(3)])
})

it('of a thousand tasks only those in view are drawn, and closed work is only counted', async () => {
  const rows = Array.from({ length: 1_000 }, (_, n) => ({
    kind: 'task' as const,
    row: task(n + 1, n % 2 ? { status: 'completed' } : {}),
  }))
  vi.mocked(dueLabel).mockClear()
  await showApp(rows)
  await expect.element(row('Task 1').first()).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Completed 500' })).not.toBeInTheDocument()
  expect(drawn().size).toBeLessThan(60)
  expect(document.querySelectorAll('.list .row').length).toBeLessThan(60)
})
