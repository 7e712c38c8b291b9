import { launchChromium } from '@holdfast/tooling/chromium'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Visitor } from '../system/visitor.ts'
import { MailedServer } from './mailed-server.ts'

const PASSWORD = 'vestige banjo crumpet snorkel'
const OTHER = 'gondola thimble marzipan quill'

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
  email = `ada${++count}@example.com`
})

const sitDown = () => Visitor.sitDown(browser, server.url)

/** Registers, follows the mailed link, and is in. */
async function registered(ada: Visitor): Promise<void> {
  await ada.register(email, PASSWORD)
  await ada.heading('Look into your mail')
  await ada.page.goto(await server.link('verify', email))
  await ada.isIn()
}

test('who registers is in by the mailed link alone, which works once and leaves no trace in the address', async () => {
  await using ada = await sitDown()
  await ada.register(email, PASSWORD)
  await ada.heading('Look into your mail')
  const link = await server.link('verify', email)
  await ada.page.goto(link)
  await ada.isIn()
  expect(ada.page.url()).toBe(`${server.url}/`)
  await using thief = await sitDown()
  await thief.page.goto(link)
  await thief.page.getByText(/This link was used already/).waitFor()
  expect(thief.page.url()).toBe(`${server.url}/verify`)
})

test('a forgotten password is set by the mailed link, and every device is out', async () => {
  await using ada = await sitDown()
  await registered(ada)
  await using elsewhere = await sitDown()
  await elsewhere.open('/sign-in')
  await elsewhere.page.getByRole('link', { name: 'Forgotten?' }).click()
  await elsewhere.heading('Set a new password')
  await elsewhere.write('E-mail', email)
  await elsewhere.press('Send the link')
  await elsewhere.heading('Look into your mail')
  await elsewhere.page.goto(await server.link('reset', email))
  await elsewhere.writePassword('New password', OTHER)
  expect(elsewhere.page.url()).toBe(`${server.url}/reset`)
  await elsewhere.press('Set password')
  await elsewhere.heading('Your new password is set')
  await ada.page.getByText(/^Sign in again to sync/).waitFor()
  await elsewhere.signIn(email, PASSWORD)
  await elsewhere.page.getByText(/do not match/).waitFor()
  await elsewhere.signIn(email, OTHER)
  await elsewhere.isIn()
})

test('another e-mail counts once its link was opened, and the old address is told', async () => {
  await using ada = await sitDown()
  await registered(ada)
  await ada.openSecurity()
  await ada.press('Change e-mail')
  await ada.write('New e-mail', `new-${email}`)
  await ada.prove(PASSWORD)
  await ada.dialog('Look into your mail').waitFor()
  await ada.openSecurity()
  await ada.page.getByText(`Changes to new-${email} when you open the link`).waitFor()
  await server.subjects(email, /e-mail/i)
  await ada.page.goto(await server.link('verify', `new-${email}`))
  await ada.press('Confirm')
  await ada.heading('Your e-mail is confirmed')
  await ada.openSecurity()
  await ada.page.getByRole('region', { name: 'Sign-in' }).getByText(`new-${email}`).waitFor()
})

test('a changed password signs the other devices out and lets this one go on', async () => {
  await using ada = await sitDown()
  await registered(ada)
  await using phone = await sitDown()
  await phone.signIn(email, PASSWORD)
  await phone.isIn()
  await ada.openSecurity()
  await ada.press('Change password')
  await ada.page.getByLabel('New password', { exact: true }).fill(OTHER)
  await ada.prove(PASSWORD)
  await ada.page.getByText('Password changed. Other devices are signed out.').waitFor()
  await phone.page.getByText(/^Sign in again to sync/).waitFor()
  await ada.page.getByText('Only this device is signed in.').waitFor()
})

test('a deleted account is out everywhere and takes its work off this device', async () => {
  await using ada = await sitDown()
  await registered(ada)
  await ada.openSecurity()
  await ada.press('Delete account…')
  await ada.prove(PASSWORD)
  await ada.heading('Sign in')
  expect(await ada.page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0)
  await ada.signIn(email, PASSWORD)
  await ada.page.getByText(/do not match/).waitFor()
})
