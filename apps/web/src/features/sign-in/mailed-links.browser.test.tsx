import { afterEach, beforeEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { grant, standing } from '../../testing/entry.ts'
import { fakeServer, refuse } from '../../testing/fake-server.ts'
import { closeApp, showApp, showEntry } from '../../testing/show-app.tsx'
import { signOut, useAccount } from '../../wiring/account.ts'

const spent = refuse({ appCode: 'link-used-up' })

beforeEach(async () => {
  await page.viewport(1440, 900)
  fakeServer.reset({ 'auth.standing': () => standing() })
})
afterEach(async () => {
  await signOut()
  closeApp()
})

const heading = (name: string) => page.getByRole('heading', { name, level: 1 })
const error = page.getByRole('alert')

it('a confirmed registration is signed in, asked once, and its secret leaves the address', async () => {
  fakeServer.answers['auth.verifyEmail'] = grant
  showEntry('/verify', 'token=secret')
  await expect.poll(() => useAccount.getState().device?.userId).toBe(grant().user.id)
  expect(fakeServer.askedFor('auth.verifyEmail')).toEqual([{ token: 'secret' }])
  expect(location.href).not.toContain('secret')
})

it('a confirmed address of an account that was open already is told', async () => {
  fakeServer.answers['auth.verifyEmail'] = () => ({ status: 'verified' })
  showEntry('/verify', 'token=secret')
  await expect.element(heading('Your e-mail is confirmed')).toHaveFocus()
  expect(location.href).not.toContain('secret')
})

it('a spent confirmation says how to get a new one', async () => {
  fakeServer.answers['auth.verifyEmail'] = spent
  showEntry('/verify', 'token=old')
  await expect.element(error).toMatchTextContent(/used already/)
  await expect.element(page.getByRole('link', { name: 'Create the account again' })).toBeVisible()
})

it('a spent confirmation sends a new one to who is signed in', async () => {
  fakeServer.answers['auth.verifyEmail'] = spent
  fakeServer.answers['account.resendVerification'] = () => ({ status: 'check-mail' })
  showEntry('/verify', 'token=old', await showApp([]))
  await page.getByRole('button', { name: 'Confirm', exact: true }).click()
  await page.getByRole('button', { name: 'Send a new link' }).click()
  await expect.element(page.getByText('A new link is on its way to you.')).toBeVisible()
})

it('who works here already is asked before a link signs them in to another account', async () => {
  fakeServer.answers['auth.verifyEmail'] = () => ({ status: 'verified' })
  showEntry('/verify', 'token=secret', await showApp([]))
  await expect.element(page.getByText(/Confirm only what you asked for/)).toBeVisible()
  expect(fakeServer.askedFor('auth.verifyEmail')).toEqual([])
  await page.getByRole('button', { name: 'Confirm' }).click()
  await expect.element(heading('Your e-mail is confirmed')).toBeVisible()
  expect(fakeServer.askedFor('auth.verifyEmail')).toEqual([{ token: 'secret' }])
})

it('a confirmation without a network can be tried again', async () => {
  showEntry('/verify', 'token=secret')
  await expect.element(error).toMatchTextContent(/does not answer/)
  fakeServer.answers['auth.verifyEmail'] = () => ({ status: 'verified' })
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.element(heading('Your e-mail is confirmed')).toBeVisible()
})

it('a forgotten password: the address is asked for, and the answer is the same for everyone', async () => {
  fakeServer.answers['auth.requestPasswordReset'] = () => ({ status: 'check-mail' })
  showEntry('/forgot')
  await page.getByRole('textbox', { name: 'E-mail' }).fill('ada@bell.example')
  await page.getByRole('button', { name: 'Send the link' }).click()
  await expect.element(heading('Look into your mail')).toHaveFocus()
  await expect.element(page.getByText(/If there is an account with this address/)).toBeVisible()
  expect(fakeServer.askedFor('auth.requestPasswordReset')).toEqual([{ email: 'ada@bell.example' }])
})

it('a forgotten password where no mail is sent: says whom to ask', async () => {
  fakeServer.answers['auth.standing'] = () => standing({ mail: false })
  showEntry('/forgot')
  await expect.element(page.getByText(/sends no mail/)).toBeVisible()
})

it('a new password is set by its link', async () => {
  fakeServer.answers['auth.resetPassword'] = () => ({ status: 'reset' })
  showEntry('/reset', 'token=secret')
  await page.getByLabelText('New password').fill('a long enough passphrase')
  expect(location.href).not.toContain('secret')
  await page.getByRole('button', { name: 'Set password' }).click()
  await expect.element(heading('Your new password is set')).toHaveFocus()
  expect(fakeServer.askedFor('auth.resetPassword')).toEqual([
    { token: 'secret', password: 'a long enough passphrase' },
  ])
})

it('a spent link of a new password offers another', async () => {
  fakeServer.answers['auth.resetPassword'] = spent
  showEntry('/reset', 'token=old')
  await page.getByLabelText('New password').fill('a long enough passphrase')
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByRole('link', { name: 'Have a new link sent' }).click()
  await expect.element(heading('Set a new password')).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Send the link' })).toBeVisible()
})

it('a link that was cut off is said to be so', async () => {
  showEntry('/reset')
  await expect.element(error).toMatchTextContent(/cut off/)
})

it('an invitation names who invited, and holds to its address', async () => {
  fakeServer.answers['auth.invitation'] = () => ({ email: 'ada@bell.example', invitedBy: 'Boris' })
  fakeServer.answers['auth.register'] = grant
  showEntry('/invitation', 'token=secret')
  await expect.element(page.getByText('Boris invited you to Holdfast.')).toBeVisible()
  const email = page.getByRole('textbox', { name: 'E-mail' })
  await expect.element(email).toHaveValue('ada@bell.example')
  await expect.element(email).toHaveAttribute('readonly')
  await page.getByRole('textbox', { name: 'First name' }).fill('Ada')
  await page.getByLabelText('Password').fill('a long enough passphrase')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect.poll(() => useAccount.getState().device).not.toBeNull()
  expect(fakeServer.askedFor('auth.register')).toMatchObject([
    { email: 'ada@bell.example', invitation: 'secret' },
  ])
  expect(location.href).not.toContain('secret')
})

it('a spent invitation says whom to ask', async () => {
  fakeServer.answers['auth.invitation'] = spent
  showEntry('/invitation', 'token=old')
  await expect.element(page.getByText(/Ask whoever invited you/)).toBeVisible()
})
