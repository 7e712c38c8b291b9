import { afterEach, beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { closeApp, showApp } from '../../testing/show-app.tsx'

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
