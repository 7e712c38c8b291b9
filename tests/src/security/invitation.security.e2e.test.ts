import { launchChromium } from '@holdfast/tooling/chromium'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOf } from '../system/axe.ts'
import { Visitor } from '../system/visitor.ts'
import { MailedServer } from './mailed-server.ts'

const PASSWORD = 'vestige banjo crumpet snorkel'
const ROOT = 'root@example.com'
const GRETA = 'greta@example.com'
const REVOKED = 'revoked@example.com'

let server: MailedServer
let browser: Browser & AsyncDisposable
/** Looks after the accounts. */
let root: Visitor
beforeAll(async () => {
  server = await MailedServer.start({ REGISTRATION: 'invite' })
  browser = await launchChromium()
  root = await Visitor.sitDown(browser, server.url)
})
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const rowOf = (address: string) =>
  root.page
    .getByRole('list', { name: 'Invitations' })
    .getByRole('listitem')
    .filter({ hasText: address })

const invite = async (address: string): Promise<void> => {
  await root.open('/admin/invitations')
  await root.write('E-mail address', address)
  await root.press('Invite')
  await rowOf(address).getByText('open').waitFor()
}

const expectNoFault = async ({ page }: Visitor, name: string): Promise<void> => {
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await faultsOf(page), `${name}, ${colorScheme}, ${width} px`).toEqual([])
    }
  }
}

const expectSpent = async (link: string): Promise<void> => {
  await using late = await Visitor.sitDown(browser, server.url)
  await late.page.goto(link)
  await late.page.getByText('Ask whoever invited you to send a new invitation.').waitFor()
  expect(late.page.url()).toBe(`${server.url}/invitation`)
}

test('who was invited makes their account by the mailed link, and nobody else does', async () => {
  await root.register(ROOT, PASSWORD)
  await root.page.goto(await server.link('verify', ROOT))
  await root.isIn()
  await using greta = await Visitor.sitDown(browser, server.url)
  await greta.open('/register')
  await greta.page.getByText(/by invitation/).waitFor()

  await invite(GRETA)
  expect(await server.subjects(GRETA, /invited/)).toEqual(['You are invited to Holdfast'])
  const link = await server.link('invitation', GRETA)
  await greta.page.goto(link)
  await greta.heading('Create your account')
  await greta.page.getByText('Ada invited you to Holdfast.').waitFor()
  expect(greta.page.url()).toBe(`${server.url}/invitation`)
  const address = greta.page.getByRole('textbox', { name: 'E-mail', exact: true })
  expect(await address.inputValue()).toBe(GRETA)
  expect(await address.isEditable()).toBe(false)
  await expectNoFault(greta, 'an invitation')

  await greta.press('Create account')
  await greta.page.getByText('Write a name, so that others know who you are.').waitFor()
  await expectNoFault(greta, 'an invitation that is not filled in')
  await greta.write('First name', 'Greta')
  await greta.writePassword('Password', PASSWORD)
  await greta.press('Create account')
  await greta.isIn()
  await greta.openSecurity()
  const signIn = greta.page.getByRole('region', { name: 'Sign-in' })
  await signIn.getByText(GRETA).waitFor()
  await signIn.getByText('confirmed', { exact: true }).waitFor()

  await root.open('/admin/invitations')
  await rowOf(GRETA).getByText('accepted').waitFor()
  await expectSpent(link)
})

test('an invitation that was revoked lets nobody in', async () => {
  await invite(REVOKED)
  const link = await server.link('invitation', REVOKED)
  await root.press(`Revoke the invitation of ${REVOKED}`)
  await root.press('Revoke the link')
  await rowOf(REVOKED).getByText('revoked').waitFor()
  await expectSpent(link)
})

test('a sign-in with a browser that is new is mailed, and one with a browser that is known is not', async () => {
  await using elsewhere = await Visitor.sitDown(browser, server.url)
  await elsewhere.signIn(GRETA, PASSWORD)
  await elsewhere.isIn()
  const told = /^A new device signed in$/m
  const subjects = await server.subjects(GRETA, told)
  await elsewhere.signOut()
  await elsewhere.signIn(GRETA, PASSWORD)
  await elsewhere.isIn()
  await elsewhere.openSecurity()
  await elsewhere.press('Change password')
  await elsewhere.page.getByLabel('New password', { exact: true }).fill(`${PASSWORD} again`)
  await elsewhere.prove(PASSWORD)
  // Mails of one person go in the order of what they tell of.
  const then = await server.subjects(GRETA, /^Your password was changed$/m)
  const newDevices = (all: string[]) => all.filter((one) => told.test(one)).length
  expect([newDevices(subjects), newDevices(then)]).toEqual([1, 1])
})
