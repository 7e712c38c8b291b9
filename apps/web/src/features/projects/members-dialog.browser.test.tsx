import { memberId, type UserId } from '@holdfast/domain'
import { afterEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { member, project, projectId } from '../../testing/seed.ts'
import { closeApp, showApp } from '../../testing/show-app.tsx'

afterEach(closeApp)

const bob = '0199a000-0000-7000-8000-000000000002' as UserId

it('why somebody could not be added is not said any more once the members change', async () => {
  await page.viewport(1440, 900)
  const bobs = { id: memberId(projectId(1), bob), userId: bob, role: 'editor' } as const
  await showApp([
    { kind: 'project', row: project(1, 'Household') },
    { kind: 'member', row: member(1) },
    { kind: 'member', row: member(1, { ...bobs, displayName: 'Bob Reed' }) },
  ])
  await page.getByRole('link', { name: 'Household' }).click()
  await page.getByRole('button', { name: 'Members' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabelText('Add by e-mail').fill('bob')
  await dialog.getByRole('button', { name: 'Add' }).click()
  await expect.element(dialog.getByText(/^This is not an e-mail address/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await dialog.getByRole('button', { name: 'Remove and unassign' }).click()
  await expect.element(dialog.getByText('Bob Reed')).not.toBeInTheDocument()
  await expect.element(dialog.getByText(/^This is not an e-mail/)).not.toBeInTheDocument()
  await expect.element(dialog.getByLabelText('Add by e-mail')).toHaveValue('bob')
})

it('the role of another member is changed where it stands, and can be undone', async () => {
  await page.viewport(1440, 900)
  const bobs = { id: memberId(projectId(1), bob), userId: bob, role: 'editor' } as const
  const device = await showApp([
    { kind: 'project', row: project(1, 'Household') },
    { kind: 'member', row: member(1) },
    { kind: 'member', row: member(1, { ...bobs, displayName: 'Bob Reed' }) },
  ])
  const roleOfBob = () =>
    device.queries
      .members(projectId(1))
      .get()
      .find(({ userId }) => userId === bob)?.role
  await page.getByRole('link', { name: 'Household' }).click()
  await page.getByRole('button', { name: 'Members' }).click()
  const role = page.getByRole('combobox', { name: 'Role of Bob Reed' })
  await expect.element(role).toHaveValue('editor')
  await role.selectOptions('Viewer')
  await expect.poll(roleOfBob).toBe('viewer')
  await expect.element(page.getByText('Bob Reed is a viewer now')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.element(role).toHaveValue('editor')
  expect(page.getByRole('combobox', { name: /^Role of/ }).elements()).toHaveLength(1)
})
