import { afterEach, beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { task } from '../../testing/seed.ts'
import { closeApp, showApp } from '../../testing/show-app.tsx'

beforeEach(() => page.viewport(1440, 900))
afterEach(closeApp)

it('narrows only by what tells the results apart', async () => {
  await showApp([{ kind: 'task', row: task(1) }], '/search')
  await page.getByRole('searchbox').fill('TASK')
  await expect.element(page.getByRole('group', { name: 'Status' })).toBeVisible()
  await expect.element(page.getByRole('group', { name: 'Project' })).not.toBeInTheDocument()
})

it('says what was looked for as it was typed', async () => {
  await showApp([{ kind: 'task', row: task(1) }], '/search')
  await page.getByRole('searchbox').fill('Straße X')
  await expect.element(page.getByText('Nothing for “Straße X”.')).toBeVisible()
})

it.each(['/search', '/projects', '/trash'] as const)('Q opens the line over %s', async (place) => {
  const device = await showApp([{ kind: 'task', row: task(1) }], place)
  await expect.element(page.getByRole('heading', { level: 1 })).toBeInTheDocument()
  ;(document.activeElement as HTMLElement).blur()
  await userEvent.keyboard('q')
  await expect.element(page.getByRole('combobox', { name: 'New task' })).toHaveFocus()
  await userEvent.keyboard('Call home{Enter}')
  await expect.poll(() => device.queries.tasks({}).get().length).toBe(2)
  expect(location.pathname).toBe(place)
})
