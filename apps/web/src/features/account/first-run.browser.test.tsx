import { afterEach, beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { closeApp, showApp } from '../../testing/show-app.tsx'

beforeEach(() => page.viewport(1440, 900))
afterEach(closeApp)

it('the second line is typed on without a pause', async () => {
  const device = await showApp([])
  await page.getByRole('combobox', { name: 'New task' }).click()
  await userEvent.keyboard('First one{Enter}x second p one')
  const line = page.getByRole('combobox', { name: 'New task' })
  await expect.element(line).toHaveFocus()
  await expect.element(line).toHaveValue('x second p one')
  await userEvent.keyboard('{Enter}')
  const titles = () =>
    device.queries
      .tasks({})
      .get()
      .map(({ title }) => title)
  await expect.poll(titles).toHaveLength(2)
  expect(titles().sort()).toEqual(['First one', 'x second p one'])
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
})
