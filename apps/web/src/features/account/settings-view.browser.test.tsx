import { afterEach, beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { closeApp, showApp } from '../../testing/show-app.tsx'
import { forgetDraftsOf } from '../tasks/drafts/text-draft.ts'

beforeEach(() => page.viewport(1440, 900))
afterEach(closeApp)

it('Q opens the line for a new task over a profile that is being changed', async () => {
  const device = await showApp([], '/settings')
  const name = page.getByRole('textbox', { name: 'First name' })
  await name.fill('Augusta')
  ;(document.activeElement as HTMLElement).blur()
  await userEvent.keyboard('qCall home')
  await expect.element(page.getByRole('combobox', { name: 'New task' })).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => device.queries.tasks({}).get().length).toBe(1)
  expect(device.queries.tasks({}).get()[0]?.title).toBe('Call home')
  await expect.element(name).toHaveValue('Augusta')
})

it('keeps a profile that is not saved over leaving the settings, and says so', async () => {
  const device = await showApp([], '/settings')
  const name = page.getByRole('textbox', { name: 'First name' })
  await name.fill('Augusta')
  await expect.element(page.getByText('Not saved yet')).toBeVisible()
  await page.getByRole('link', { name: 'All tasks' }).click()
  await expect.element(name).not.toBeInTheDocument()
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect.element(name).toHaveValue('Augusta')
  await page.getByRole('button', { name: 'Save profile' }).click()
  await expect.element(page.getByText('Not saved yet')).not.toBeInTheDocument()
  await expect.element(name).toHaveValue('Augusta')
  await name.fill('Augusta Ada')
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect.element(name).toHaveValue('Augusta')
  await name.fill('Somebody')
  forgetDraftsOf(device.userId)
  await expect.poll(() => Object.keys(localStorage).filter((key) => /draft/.test(key))).toEqual([])
})
