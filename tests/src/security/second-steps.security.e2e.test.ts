import { createHoldfastClient } from '@holdfast/client'
import { launchChromium } from '@holdfast/tooling/chromium'
import { Secret, TOTP } from 'otpauth'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Visitor } from '../system/visitor.ts'
import { MailedServer } from './mailed-server.ts'

const PASSWORD = 'vestige banjo crumpet snorkel'
const STEP_MS = 30_000

let server: MailedServer
let browser: Browser & AsyncDisposable
let count = 0
let email: string

beforeAll(async () => {
  server = await MailedServer.start()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})
beforeEach(() => {
  email = `boris${++count}@example.com`
})

async function registered(): Promise<Visitor> {
  const boris = await Visitor.sitDown(browser, server.url)
  await boris.register(email, PASSWORD)
  await boris.heading('Look into your mail')
  await boris.page.goto(await server.link('verify', email))
  await boris.isIn()
  return boris
}

/** @param later a code is good once, so a second one is that of the next step, which is taken early */
const codeOf = (secret: string, later = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) }).generate({
    timestamp: Date.now() + later * STEP_MS,
  })

/** Sets up codes of an app. @returns the secret, and the recovery codes */
async function setUpCodes(boris: Visitor): Promise<{ secret: string; recovery: string[] }> {
  await boris.openSecurity()
  await boris.press('Set up a code from an app')
  await boris.prove(PASSWORD)
  await boris.page.getByRole('img', { name: /picture to scan/ }).waitFor()
  const secret = (await boris.page.locator('code.secret').textContent()) ?? ''
  await boris.write('Code that the app shows', codeOf(secret))
  await boris.press('Switch on')
  const codes = boris.page.getByRole('list', { name: 'Recovery codes' })
  await codes.waitFor()
  const recovery = await codes.getByRole('listitem').allTextContents()
  await boris.press('I have kept them')
  return { secret, recovery }
}

test('after codes of an app are set up, the password alone lets nobody in; a code and a recovery code do, once each', async () => {
  await using boris = await registered()
  const { secret, recovery } = await setUpCodes(boris)
  await boris.page.getByText('10 recovery codes left', { exact: false }).waitFor()
  await using phone = await Visitor.sitDown(browser, server.url)
  await phone.signIn(email, PASSWORD)
  await phone.heading('Confirm that it is you')
  await phone.write('Code from your app', codeOf(secret, 1))
  await phone.press('Confirm')
  await phone.isIn()

  await using tablet = await Visitor.sitDown(browser, server.url)
  await tablet.signIn(email, PASSWORD)
  await tablet.heading('Confirm that it is you')
  await tablet.press('Use a recovery code')
  await tablet.write('Recovery code', 'abcd-efgh-ijkl')
  await tablet.press('Confirm')
  await tablet.page.getByText(/not right, or was used before/).waitFor()
  await tablet.write('Recovery code', recovery[0] ?? '')
  await tablet.press('Confirm')
  await tablet.isIn()

  await using thief = await Visitor.sitDown(browser, server.url)
  await thief.signIn(email, PASSWORD)
  await thief.press('Use a recovery code')
  await thief.write('Recovery code', recovery[0] ?? '')
  await thief.press('Confirm')
  await thief.page.getByText(/not right, or was used before/).waitFor()
  await boris.openSecurity()
  await boris.page.getByText('9 recovery codes left', { exact: false }).waitFor()
})

test('a passkey signs in alone, is the second step after the password, and is offered where the browser fills in', async () => {
  await using boris = await registered()
  await boris.plugInAuthenticator()
  const browserOffers = await boris.withholdOffers()
  await boris.openSecurity()
  await boris.press('Add passkey')
  await boris.write('Name', 'Work laptop')
  await boris.prove(PASSWORD)
  await boris.press('I have kept them')
  await boris.page.getByRole('list', { name: 'Passkeys' }).getByText('Work laptop').waitFor()

  await boris.signOut()
  await boris.press('Sign in with a passkey')
  await boris.isIn()

  await boris.signOut()
  await boris.signIn(email, PASSWORD)
  await boris.heading('Confirm that it is you')
  await boris.press('Use a passkey')
  await boris.isIn()

  await boris.signOut()
  await browserOffers()
  await boris.open('/sign-in')
  await boris.isIn()
})

test('[T4] a session that is ended from another browser is out by itself, and what is written there is sent after signing in again', async () => {
  await using boris = await registered()
  await using other = await Visitor.sitDown(browser, server.url)
  await other.signIn(email, PASSWORD)
  await other.isIn()
  await other.page.getByText(/^Last acknowledged/).waitFor()
  await boris.openSecurity()
  const sessions = boris.page.getByRole('list', { name: 'Sessions' })
  await sessions.getByRole('button', { name: /^Sign out/ }).click()
  await sessions.getByRole('button', { name: 'Cancel' }).waitFor()
  await sessions.getByRole('button', { name: /^Sign out/ }).click()
  await boris.page.getByText('Only this device is signed in.').waitFor()
  await other.page.getByText(/^Sign in again to sync/).waitFor()
  await other.page.getByRole('button', { name: 'New task' }).first().click()
  await other.page.getByRole('combobox', { name: 'New task' }).fill('Written while signed out')
  await other.page.keyboard.press('Enter')
  await other.page.getByText('Sign in again to send 1 change.').waitFor()
  await other.signIn(email, PASSWORD)
  await other.isIn()
  await boris.open('/')
  await boris.page.getByRole('row').filter({ hasText: 'Written while signed out' }).waitFor()
})

test('a token is shown once, acts for a typed client within its scopes, and ends when it is revoked', async () => {
  await using boris = await registered()
  await boris.openSecurity()
  await boris.press('New token')
  await boris.write('Name', 'Backup script')
  await boris.prove(PASSWORD)
  const shown = boris.page.locator('.once code')
  const token = (await shown.textContent()) ?? ''
  expect(token).toMatch(/^hfp_/)
  const client = createHoldfastClient({ url: server.url, token })
  expect((await client.users.me.query()).email).toBe(email)
  await expect(client.projects.create.mutate({ name: 'Not allowed' })).rejects.toMatchObject({
    data: { httpStatus: 403 },
  })
  await boris.page.reload()
  await boris.page.getByRole('cell', { name: 'Backup script', exact: true }).waitFor()
  expect(await boris.page.content()).not.toContain(token)
  await boris.press('Revoke Backup script')
  await boris.press('Revoke Backup script, for good')
  await boris.page.getByText(/^None yet. A token acts as you/).waitFor()
  await expect
    .poll(() =>
      client.users.me.query().then(
        () => 'answered',
        (error) => error.data.appCode,
      ),
    )
    .not.toBe('answered')
})
