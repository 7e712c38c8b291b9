import { afterEach, beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { task } from '../../../testing/seed.ts'
import { closeApp, showApp } from '../../../testing/show-app.tsx'

beforeEach(() => page.viewport(1280, 800))
afterEach(closeApp)

it('all that can be done to a selection is in sight beside an open panel', async () => {
  await showApp([{ kind: 'task', row: task(1) }])
  await expect.element(page.getByRole('row').filter({ hasText: 'Task 1' })).toBeVisible()
  await userEvent.keyboard('{ArrowDown}x{Enter}')
  await expect.element(page.getByRole('complementary', { name: 'Task' })).toBeVisible()
  const bar = page.getByRole('toolbar')
  const last = bar.getByRole('button', { name: 'Clear selection' })
  await expect.element(last).toBeVisible()
  await expect
    .poll(() => {
      const frame = bar.element().getBoundingClientRect()
      return [...bar.element().querySelectorAll('button')].every((button) => {
        const { left, right } = button.getBoundingClientRect()
        return left >= frame.left && right <= frame.right
      })
    })
    .toBe(true)
})
