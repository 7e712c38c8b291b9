import { afterEach, beforeEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { grant, standing } from '../../testing/entry.ts'
import { fakeServer, refuse } from '../../testing/fake-server.ts'
import { closeApp, showEntry } from '../../testing/show-app.tsx'
import { signOut, useAccount } from '../../wiring/account.ts'

beforeEach(async () => {
  await page.viewport(1440, 900)
  fakeServer.reset({ 'auth.standing': () => standing() })
})
afterEach(async () => {
  await signOut()
  closeApp()
})

const field = (name: string) => page.getByRole('textbox', { name })
const password = page.getByLabelText('Password')
const create = page.getByRole('button', { name: 'Create account' })

async function fillIn(words = 'a long enough passphrase') {
  await field('First name').fill('Ada')
  await field('E-mail').fill(' ada@bell.example ')
  await password.fill(words)
  await create.click()
}

it('an account where no mail is sent is open at once', async () => {
  fakeServer.answers['auth.register'] = grant
  showEntry('/register')
  await fillIn()
  await expect.poll(() => useAccount.getState().device?.userId).toBe(grant().user.id)
  expect(fakeServer.askedFor('auth.register')).toMatchObject([
    { email: 'ada@bell.example', firstName: 'Ada', lastName: '' },
  ])
})

it('asks to look into the mail, sends it again, and goes back with what was written', async () => {
  fakeServer.answers['auth.register'] = () => ({ status: 'check-mail' })
  showEntry('/register')
  await fillIn()
  const heading = page.getByRole('heading', { name: 'Look into your mail', level: 1 })
  await expect.element(heading).toHaveFocus()
  await expect.element(page.getByText('ada@bell.example', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Send it again' }).click()
  await expect.element(page.getByText('Sent again. Only the newest link works.')).toBeVisible()
  expect(fakeServer.askedFor('auth.register')).toHaveLength(2)
  await page.getByRole('button', { name: 'Go back and change it' }).click()
  await expect.element(field('First name')).toHaveValue('Ada')
})

it('tells the first person that they run the server', async () => {
  fakeServer.answers['auth.standing'] = () => standing({ first: true, registration: 'closed' })
  showEntry('/register')
  await expect.element(page.getByText(/You are the first here/)).toBeVisible()
  await expect.element(create).toBeVisible()
})

it.each([
  ['invite', /by invitation/],
  ['closed', /takes no new accounts/],
] as const)('says honestly that registration is %s', async (registration, text) => {
  fakeServer.answers['auth.standing'] = () => standing({ registration })
  showEntry('/register')
  await expect.element(page.getByText(text)).toBeVisible()
  expect(create.query()).toBeNull()
})

it('judges a new password by its length and how easily it is guessed, not by its signs', async () => {
  showEntry('/register')
  const status = page.getByRole('status')
  await password.fill('correct')
  await expect.element(status).toMatchTextContent('5 more characters to go.')
  await password.fill('aaaaaaaaaaaaaa')
  await expect.element(status).toMatchTextContent(/Guessed at once.*repeats itself/)
  await password.fill('snorkel vestige banjo crumpet')
  await expect.element(status).toMatchTextContent(/^Very good\.\s*$/)
})

it('says what is wrong with a field at that field, without asking the server', async () => {
  showEntry('/register')
  await fillIn('too short')
  await expect.element(page.getByRole('alert')).toMatchTextContent(/12 to 256 characters/)
  await expect.element(password).toHaveFocus()
  expect(fakeServer.askedFor('auth.register')).toEqual([])
})

it('a password that is among the first guessed is refused with the mend', async () => {
  fakeServer.answers['auth.register'] = refuse({ appCode: 'password-weak' })
  showEntry('/register')
  await fillIn()
  await expect.element(page.getByRole('alert')).toMatchTextContent(/first that are guessed/)
})
