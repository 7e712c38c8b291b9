import type { Row } from '@holdfast/domain'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { member, project, projectId, task } from '../../testing/seed.ts'
import { closeApp, showApp } from '../../testing/show-app.tsx'

beforeEach(() => page.viewport(1440, 900))
afterEach(closeApp)

const deleted = (role: 'owner' | 'editor'): Row[] => [
  { kind: 'project', row: project(1, 'Household', { status: 'deleted' }) },
  { kind: 'member', row: member(1, { role }) },
  { kind: 'task', row: task(1, { projectId: projectId(1) }) },
]

it('gives back a deleted project with its tasks', async () => {
  const device = await showApp(deleted('owner'), '/trash')
  const projects = page.getByRole('region', { name: 'Deleted projects' })
  await projects.getByRole('button', { name: 'Restore' }).click()
  await expect.poll(() => device.queries.tasks({}).get().length).toBe(1)
  await expect.element(projects).not.toBeInTheDocument()
})

it('leaves restoring a project to its owners', async () => {
  await showApp(deleted('editor'), '/trash')
  await expect.element(page.getByText('An owner can restore it')).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Restore' })).not.toBeInTheDocument()
})
