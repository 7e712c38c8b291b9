import type { Device } from '@holdfast/client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { standing } from '../../testing/entry.ts'
import { fakeServer } from '../../testing/fake-server.ts'
import { closeApp, showApp } from '../../testing/show-app.tsx'

beforeEach(() => page.viewport(1440, 900))
afterEach(closeApp)

const section = page.getByRole('region', { name: 'Notifications' })
const box = (name: string) => section.getByRole('checkbox', { name, exact: true })
const kept = (device: Device) => device.queries.me.get()?.preferences.notifications

const names = {
  taskAssigned: 'A task is assigned to you',
  taskCompleted: 'A task of yours is completed',
  projectMembership: 'You are added to a project',
  email: 'By e-mail too',
} as const

it('shows each preference, changes that one alone, and says that it waits to be sent', async () => {
  const device = await showApp([], '/settings')
  const before = { email: true, taskAssigned: true, taskCompleted: true, projectMembership: true }
  for (const [field, name] of Object.entries(names)) {
    await expect.element(box(name)).toBeChecked()
    await box(name).click()
    await expect.element(box(name)).not.toBeChecked()
    expect(kept(device)).toEqual({ ...before, [field]: false })
    await expect.element(section.getByText(/not sent yet/)).toBeVisible()
    await box(name).click()
    expect(kept(device)).toEqual(before)
  }
})

it('takes a change back by the toast, and by Z later', async () => {
  const device = await showApp([], '/settings')
  await box(names.taskCompleted).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.element(box(names.taskCompleted)).toBeChecked()
  await box(names.email).click()
  await expect.element(box(names.email)).not.toBeChecked()
  ;(document.activeElement as HTMLElement).blur()
  await userEvent.keyboard('z')
  await expect.element(box(names.email)).toBeChecked()
  expect(kept(device)?.email).toBe(true)
})

it('is worked by the keyboard', async () => {
  const device = await showApp([], '/settings')
  await expect.element(box(names.taskAssigned)).toBeVisible()
  ;(box(names.taskAssigned).element() as HTMLElement).focus()
  await userEvent.keyboard(' ')
  await expect.poll(() => kept(device)?.taskAssigned).toBe(false)
  await userEvent.keyboard('{Tab}')
  await expect.element(box(names.taskCompleted)).toHaveFocus()
})

it('takes the focus where the address names it, as that of a mail does', async () => {
  await showApp([], '/settings', undefined, 'notifications')
  await expect.element(section.getByRole('heading', { name: 'Notifications' })).toHaveFocus()
})

it('promises no mail where the server sends none', async () => {
  fakeServer.reset({ 'auth.standing': () => standing({ mail: false }) })
  await showApp([], '/settings')
  await expect.element(section.getByText(/^This server sends no mail/)).toBeVisible()
  await expect.element(section.getByText(/is also mailed/)).not.toBeInTheDocument()
})
