import { afterEach, beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { task, taskId } from '../../../testing/seed.ts'
import { closeApp, showApp } from '../../../testing/show-app.tsx'

beforeEach(() => page.viewport(1440, 900))
afterEach(closeApp)

/** All keys in one go, as of a hand that is quicker than the screen. */
function press(...keys: string[]) {
  for (const key of keys) {
    document.activeElement?.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
    )
  }
}

const row = page.getByRole('row').filter({ hasText: 'Task 1' })

it('what is typed before a picker is there is typed into it, and moves nothing under it', async () => {
  const device = await showApp([{ kind: 'task', row: task(1) }])
  await expect.element(row).toBeVisible()
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(row).toHaveFocus()
  press('p', 'c', 'r', 'i', 't', 'Enter')
  const held = () => device.queries.task(taskId(1)).get()
  await expect.poll(() => held()?.priority).toBe('critical')
  await expect.element(row).toHaveFocus()
  await expect.element(page.getByRole('combobox')).not.toBeInTheDocument()
  expect(location.search).toBe('')

  press('p', 'h')
  await expect.element(page.getByRole('combobox', { name: 'Priority' })).toHaveValue('h')
  await userEvent.keyboard('igh{Enter}')
  await expect.poll(() => held()?.priority).toBe('high')
})

it('Esc before a picker is there takes the wish for it back', async () => {
  await showApp([{ kind: 'task', row: task(1) }])
  await expect.element(row).toBeVisible()
  await userEvent.keyboard('{ArrowDown}')
  press('p', 'Escape', 'e')
  await expect.element(page.getByRole('combobox', { name: 'Status' })).toHaveFocus()
  await expect.element(page.getByRole('combobox', { name: 'Status' })).toHaveValue('')
})

it('keeps the keys though the panel opens meanwhile', async () => {
  const device = await showApp([{ kind: 'task', row: task(1) }])
  await expect.element(row).toBeVisible()
  await userEvent.keyboard('{ArrowDown}')
  press('Enter', 'e')
  const field = page.getByRole('combobox', { name: 'Status' })
  await expect.element(page.getByRole('complementary', { name: 'Task' })).toBeVisible()
  await expect.element(field).toHaveFocus()
  await userEvent.keyboard('prog{Enter}')
  await expect.poll(() => device.queries.task(taskId(1)).get()?.status).toBe('in_progress')
})
