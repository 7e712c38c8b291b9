import { readFile } from 'node:fs/promises'
import { launchChromium } from '@holdfast/tooling/chromium'
import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOf } from '../system/axe.ts'
import { Visitor } from '../system/visitor.ts'
import { MailedServer } from './mailed-server.ts'

const PASSWORD = 'vestige banjo crumpet snorkel'
const ROOT = 'root@example.com'
const BORIS = 'boris@example.com'
const SECRET = 'See the lawyer about the divorce'

let server: MailedServer
let browser: Browser & AsyncDisposable
/** The first account of the server, and so an admin. */
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

const list = (name: string): Locator => root.page.getByRole('list', { name })

/** Opens a part of the administration as one finds it: by the links. */
async function administer(part: string): Promise<void> {
  await root.page.getByRole('link', { name: 'Administration', exact: true }).click()
  await root.heading('Administration')
  await root.page
    .getByRole('navigation', { name: 'Administration' })
    .getByRole('link', { name: part })
    .click()
}

async function decide(about: string, item: string): Promise<void> {
  await root.press(`More for ${about}`)
  await root.page.getByRole('menuitem', { name: item }).click()
}

/** Accepts an invitation by its mailed link. */
async function accept(guest: Visitor, address: string): Promise<void> {
  await guest.page.goto(await server.link('invitation', address))
  await guest.write('First name', 'Boris')
  await guest.writePassword('Password', PASSWORD)
  await guest.press('Create account')
  await guest.isIn()
}

test('who is invited by mail comes in, is out everywhere when suspended, and in again after', async () => {
  await root.register(ROOT, PASSWORD)
  await root.page.goto(await server.link('verify', ROOT))
  await root.isIn()
  await using boris = await Visitor.sitDown(browser, server.url)
  await boris.open('/register')
  await boris.page.getByText(/by invitation/).waitFor()
  await administer('Invitations')
  await root.write('E-mail address', BORIS)
  await root.press('Invite')
  await list('Invitations').getByText('open').waitFor()
  const live = boris.page.waitForEvent('websocket')
  await accept(boris, BORIS)
  const socket = await live
  await boris.page.getByRole('button', { name: 'New task' }).first().click()
  await boris.page.getByRole('combobox', { name: 'New task' }).fill(SECRET)
  await boris.page.keyboard.press('Enter')
  await boris.page.getByRole('row').filter({ hasText: SECRET }).waitFor()
  await boris.page.getByRole('link', { name: /^Sent/ }).waitFor()

  await administer('Users')
  await root.page.getByRole('searchbox', { name: 'Search users' }).fill('bor')
  await root.page.getByText('1 account', { exact: true }).waitFor()
  await decide('Boris', 'Suspend')
  await root.dialog('Suspend Boris?').getByLabel('Reason').fill('=Lost laptop')
  const closed = socket.isClosed() ? undefined : socket.waitForEvent('close')
  await root.dialog('Suspend Boris?').getByRole('button', { name: 'Suspend' }).click()
  await root.page.getByText('Boris is suspended').waitFor()
  await closed
  await boris.page.getByText(/^Sign in again to sync/).waitFor()
  await server.subjects(BORIS, /Your account is suspended/)
  await boris.signIn(BORIS, PASSWORD)
  await boris.page.getByText(/suspended/).waitFor()

  await decide('Boris', 'Reinstate')
  await root.dialog('Reinstate Boris?').getByRole('button', { name: 'Reinstate' }).click()
  await root.page.getByText('Boris is reinstated').waitFor()
  await boris.signIn(BORIS, PASSWORD)
  await boris.page.getByRole('row').filter({ hasText: SECRET }).waitFor()
})

test('the audit log tells all of that without a word of anybody’s work, on the page and as a file', async () => {
  await administer('Audit log')
  await list('Audit log')
    .getByText(/suspended Boris: “=Lost laptop”/)
    .waitFor()
  await list('Audit log')
    .getByText(/^Boris created a task/)
    .first()
    .waitFor()
  expect(await root.page.content()).not.toContain('divorce')
  await root.page.getByLabel('About').selectOption('Accounts')
  await list('Audit log')
    .getByText(/^Boris created a task/)
    .first()
    .waitFor({ state: 'detached' })
  const downloading = root.page.waitForEvent('download')
  await root.press('Save as CSV')
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^holdfast-audit-[\d-]+\.csv$/)
  const csv = await readFile(await download.path(), 'utf8')
  expect(csv).toMatch(/^\uFEFFat,action,entity,/)
  expect(csv).toMatch(/,status-changed,user,.*Lost laptop/)
  expect(csv).not.toContain('divorce')
  expect(csv).not.toMatch(/,task,/)
})

const shown: [name: string, path: string, ready: (page: Page) => Promise<unknown>][] = [
  ['users', '/admin', (page) => page.getByRole('list', { name: 'Users' }).waitFor()],
  [
    'a question',
    '/admin',
    async (page) => {
      await page.getByRole('button', { name: 'More for Boris' }).click()
      await page.getByRole('menuitem', { name: 'Suspend' }).click()
      await page.getByRole('dialog', { name: 'Suspend Boris?' }).waitFor()
    },
  ],
  [
    'sessions',
    '/admin',
    async (page) => {
      await page.getByRole('button', { name: /^Ada you/ }).click()
      await page.getByRole('dialog').getByText('this device').waitFor()
    },
  ],
  ['invitations', '/admin/invitations', (page) => page.getByLabel('E-mail address').waitFor()],
  [
    'the audit log',
    '/admin/audit',
    (page) => page.getByRole('list', { name: 'Audit log' }).waitFor(),
  ],
]

test.each([
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
])('axe finds no fault in the administration, light and dark, at $width px', async (size) => {
  await root.page.setViewportSize(size)
  for (const colorScheme of ['light', 'dark'] as const) {
    await root.page.emulateMedia({ colorScheme })
    for (const [name, path, ready] of shown) {
      await root.open(path)
      await ready(root.page)
      expect(await faultsOf(root.page), `${name}, ${colorScheme}`).toEqual([])
    }
  }
})
