import { afterEach, beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { task, taskId } from '../../../testing/seed.ts'
import { closeApp, showApp } from '../../../testing/show-app.tsx'

beforeEach(() => page.viewport(1440, 900))
afterEach(closeApp)

it('makes the project that was named, moves the task there, and takes both back', async () => {
  const device = await showApp([1, 2, 3].map((n) => ({ kind: 'task', row: task(n) })))
  await expect.element(page.getByRole('row').filter({ hasText: 'Task 1' })).toBeVisible()
  await userEvent.keyboard('{ArrowDown}m')
  await expect.element(page.getByRole('combobox', { name: 'Project' })).toHaveFocus()
  await userEvent.keyboard('Green house')
  await expect
    .element(page.getByRole('option', { name: 'New project “Green house”' }))
    .toBeVisible()
  await userEvent.keyboard('{Enter}')
  const named = () =>
    device.queries
      .projects()
      .get()
      .map(({ name }) => name)
  await expect.poll(named).toEqual(['Green house'])
  const [made] = device.queries.projects().get()
  expect(device.queries.task(taskId(1)).get()?.projectId).toBe(made?.id)
  await expect.element(page.getByRole('row').filter({ hasText: 'Task 1' })).toHaveFocus()
  await userEvent.keyboard('z')
  await expect.poll(named).toEqual([])
  expect(device.queries.task(taskId(1)).get()?.projectId).toBeNull()
})
