import { afterEach, beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { task } from '../testing/seed.ts'
import { closeApp, showApp } from '../testing/show-app.tsx'
import { tell } from './toast.ts'

beforeEach(() => page.viewport(1440, 900))
afterEach(closeApp)

it('one Esc closes the sheet of keys that ? opened', async () => {
  await showApp([{ kind: 'task', row: task(1) }])
  await expect.element(page.getByRole('row').filter({ hasText: 'Task 1' })).toBeVisible()
  await userEvent.keyboard('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect.element(sheet).toBeVisible()
  await expect.poll(() => document.activeElement?.closest('[role=dialog]')).not.toBeNull()
  expect(document.activeElement).not.toBe(sheet.getByRole('button', { name: 'Close' }).element())
  await userEvent.keyboard('{Escape}')
  await expect.element(sheet).not.toBeInTheDocument()
})

it.each([
  [1440, 900],
  [390, 844],
])('a message about a long title leaves its Undo in sight at %i × %i', async (width, height) => {
  await page.viewport(width, height)
  await showApp([{ kind: 'task', row: task(1) }])
  tell({ text: `${'x'.repeat(500)} added`, undo: () => undefined })
  const undo = page.getByRole('button', { name: 'Undo' })
  await expect.element(undo).toBeVisible()
  await expect.poll(() => undo.element().getBoundingClientRect().right).toBeLessThan(width)
  const toast = undo.element().closest('.toast')?.getBoundingClientRect()
  expect(toast?.height).toBeLessThan(120)
})
