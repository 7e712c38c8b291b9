import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { grant, standing } from '../../testing/entry.ts'
import { fakeServer, refuse } from '../../testing/fake-server.ts'
import { closeApp, showEntry } from '../../testing/show-app.tsx'
import { signOut, useAccount } from '../../wiring/account.ts'

const ticket = {
  status: 'second-factor',
  ticket: 'half-way',
  methods: ['totp', 'recovery', 'passkey'],
  expiresAt: new Date(Date.now() + 300_000).toISOString(),
}

beforeEach(async () => {
  await page.viewport(1440, 900)
  fakeServer.reset({ 'auth.standing': () => standing() })
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await signOut()
  closeApp()
})

const email = page.getByRole('textbox', { name: 'E-mail' })
const password = page.getByLabelText('Password')
const error = page.getByRole('alert')

async function fillIn() {
  await email.fill('ada@bell.example')
  await password.fill('a long enough passphrase')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

it('a password that is right opens the work of its person', async () => {
  fakeServer.answers['auth.login'] = grant
  showEntry('/sign-in')
  await fillIn()
  await expect.poll(() => useAccount.getState().device?.userId).toBe(grant().user.id)
  await expect.poll(() => location.pathname).toBe('/')
  expect(fakeServer.askedFor('auth.login')).toEqual([
    { email: 'ada@bell.example', password: 'a long enough passphrase' },
  ])
})

it('names the mend where it is refused, keeps what was written and puts the focus there', async () => {
  fakeServer.answers['auth.login'] = refuse({ appCode: 'wrong-credentials', httpStatus: 401 })
  showEntry('/sign-in')
  await fillIn()
  await expect.element(error).toMatchTextContent(/do not match.*untouched.*set a new password/)
  await expect.element(password).toHaveFocus()
  await expect.element(password).toHaveValue('a long enough passphrase')
})

it.each([
  [{ appCode: 'too-many-requests', httpStatus: 429, retryAfter: 40 }, /again in 40 seconds/],
  [{ appCode: 'too-many-requests', httpStatus: 429, retryAfter: 600 }, /again in 10 minutes/],
  [{ appCode: 'account-suspended', httpStatus: 403 }, /suspended.*untouched/],
])('says of %o what to do', async (refused, text) => {
  fakeServer.answers['auth.login'] = refuse(refused)
  showEntry('/sign-in')
  await fillIn()
  await expect.element(error).toMatchTextContent(text)
})

it('says so where the server does not answer', async () => {
  showEntry('/sign-in')
  await fillIn()
  await expect.element(error).toMatchTextContent(/does not answer/)
})

it('shows the password to who wants to see it', async () => {
  showEntry('/sign-in')
  await password.fill('what I wrote')
  await expect.element(password).toHaveAttribute('type', 'password')
  const show = page.getByRole('button', { name: 'Show what is written' })
  await show.click()
  await expect.element(show).toHaveAttribute('aria-pressed', 'true')
  await expect.element(password).toHaveAttribute('type', 'text')
})

it('asks for a code after the password, and is in with the right one', async () => {
  fakeServer.answers['auth.login'] = () => ticket
  fakeServer.answers['auth.secondFactor'] = refuse({ appCode: 'wrong-code' })
  showEntry('/sign-in')
  await fillIn()
  const code = page.getByRole('textbox', { name: 'Code from your app' })
  await expect.element(code).toHaveFocus()
  await expect.element(code).toHaveAttribute('autocomplete', 'one-time-code')
  await userEvent.keyboard('12 34{Enter}')
  await expect.element(error).toMatchTextContent('The code has 6 digits')
  expect(fakeServer.askedFor('auth.secondFactor')).toEqual([])
  await code.fill('123 456')
  await userEvent.keyboard('{Enter}')
  await expect.element(error).toMatchTextContent(/not right, or was used before/)
  fakeServer.answers['auth.secondFactor'] = grant
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => useAccount.getState().device?.userId).toBe(grant().user.id)
  expect(fakeServer.askedFor('auth.secondFactor').at(-1)).toEqual({
    ticket: 'half-way',
    method: 'totp',
    code: '123456',
  })
})

it('takes a recovery code instead', async () => {
  fakeServer.answers['auth.login'] = () => ticket
  fakeServer.answers['auth.secondFactor'] = grant
  showEntry('/sign-in')
  await fillIn()
  await page.getByRole('button', { name: 'Use a recovery code' }).click()
  await page.getByRole('textbox', { name: 'Recovery code' }).fill('abcd-efgh')
  await page.getByRole('button', { name: 'Confirm' }).click()
  await expect.poll(() => useAccount.getState().device).not.toBeNull()
  expect(fakeServer.askedFor('auth.secondFactor')).toEqual([
    { ticket: 'half-way', method: 'recovery', code: 'abcd-efgh' },
  ])
})

it('asks for the password again where the second step took too long', async () => {
  fakeServer.answers['auth.login'] = () => ticket
  fakeServer.answers['auth.secondFactor'] = refuse({ appCode: 'sign-in-over', httpStatus: 401 })
  showEntry('/sign-in')
  await fillIn()
  await page.getByRole('textbox', { name: 'Code from your app' }).fill('123456')
  await userEvent.keyboard('{Enter}')
  await expect.element(error).toMatchTextContent(/took too long/)
  await expect.element(email).toHaveValue('ada@bell.example')
})

it('offers passkeys where there are such, and says in the desktop app why there are none', async () => {
  showEntry('/sign-in')
  await expect.element(page.getByRole('button', { name: 'Sign in with a passkey' })).toBeVisible()
  closeApp()
  vi.stubGlobal('PublicKeyCredential', undefined)
  showEntry('/sign-in')
  await expect.element(email).toBeVisible()
  expect(page.getByRole('button', { name: 'Sign in with a passkey' }).query()).toBeNull()
})

it('does not offer an account where the server takes none', async () => {
  fakeServer.answers['auth.standing'] = () => standing({ registration: 'closed' })
  showEntry('/sign-in')
  await expect
    .element(page.getByRole('link', { name: 'Create an account' }))
    .not.toBeInTheDocument()
})

it('waits for the e-mail, and to register for a name, without a click', async () => {
  showEntry('/sign-in')
  await expect.element(email).toHaveFocus()
  await page.getByRole('link', { name: 'Create an account' }).click()
  await expect.element(page.getByRole('textbox', { name: 'First name' })).toHaveFocus()
})
