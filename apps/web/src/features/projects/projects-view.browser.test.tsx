import { afterEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { member, project, projectId, task } from '../../testing/seed.ts'
import { closeApp, showApp } from '../../testing/show-app.tsx'

afterEach(closeApp)

it('tells archived projects apart, says so on their page, and brings them back', async () => {
  await page.viewport(1440, 900)
  const device = await showApp(
    [
      { kind: 'project', row: project(1, 'Household') },
      { kind: 'project', row: project(2, 'Old house', { status: 'archived' }) },
      { kind: 'member', row: member(2) },
      { kind: 'task', row: task(1, { projectId: projectId(2) }) },
    ],
    '/projects',
  )
  const archived = page.getByRole('region', { name: 'Archived' })
  await expect.element(archived.getByRole('link')).toHaveTextContent('Old house1 open')
  await archived.getByRole('link').click()
  await expect.element(page.getByText(/No new tasks can be added/)).toBeVisible()
  await page.getByRole('button', { name: 'Bring back' }).click()
  await expect.poll(() => device.queries.project(projectId(2)).get()?.status).toBe('active')
})

it('makes a project on a phone, from the menu of projects', async () => {
  await page.viewport(390, 844)
  const device = await showApp([])
  await page.getByRole('button', { name: 'Projects' }).click()
  await page.getByRole('menuitem', { name: 'New project' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Household')
  await page.getByRole('button', { name: 'Make project' }).click()
  await expect.element(page.getByRole('heading', { name: 'Household' })).toBeVisible()
  expect(device.queries.projects().get()).toHaveLength(1)
})
