import { afterEach, beforeEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { taskId } from '../../testing/seed.ts'
import { closeApp, showApp } from '../../testing/show-app.tsx'
import { useAccount } from '../../wiring/account.ts'

beforeEach(() => page.viewport(1440, 900))
afterEach(closeApp)

const device = page.getByRole('region', { name: 'This device' })
const question = device.getByRole('alertdialog', { name: 'Sign out' })

it('says what would be lost with a sign-out, and loses nothing by Cancel', async () => {
  const held = await showApp([], '/settings')
  await held.mutate('create-task', { id: taskId(1), title: 'Not sent' }).durable
  await held.mutate('create-task', { id: taskId(2), title: 'Nor this' }).durable
  await device.getByRole('button', { name: 'Sign out' }).click()
  await expect.element(question.getByText(/^2 changes not sent yet will be lost/)).toBeVisible()
  await expect
    .element(question.getByRole('button', { name: 'Sign out and lose 2 changes' }))
    .toBeVisible()
  await expect.element(question.getByRole('button', { name: 'Cancel' })).toHaveFocus()
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect.element(question).not.toBeInTheDocument()
  expect(useAccount.getState().device).toBe(held)
  expect(held.queries.tasks({}).get()).toHaveLength(2)
})

it('says that everything is sent where it is', async () => {
  await showApp([], '/settings')
  await device.getByRole('button', { name: 'Sign out' }).click()
  await expect.element(question.getByText(/^Everything is sent/)).toBeVisible()
})
