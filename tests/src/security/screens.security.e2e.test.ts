import { launchChromium } from '@holdfast/tooling/chromium'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOf } from '../system/axe.ts'
import { Visitor } from '../system/visitor.ts'
import { MailedServer } from './mailed-server.ts'

const PASSWORD = 'vestige banjo crumpet snorkel'
const EMAIL = 'ada@example.com'
const WRONG = 'token=0123456789012345678901234567890123456789abc'

let server: MailedServer
let browser: Browser & AsyncDisposable

beforeAll(async () => {
  server = await MailedServer.start()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

interface Screen {
  name: string
  show: (visitor: Visitor) => Promise<unknown>
}

const alert = (visitor: Visitor) => visitor.page.getByRole('alert').first().waitFor()

const before: readonly Screen[] = [
  {
    name: 'sign in',
    async show(visitor) {
      await visitor.open('/sign-in')
      await visitor.heading('Sign in')
    },
  },
  {
    name: 'a sign-in that is refused',
    async show(visitor) {
      await visitor.signIn('nobody@example.com', 'what nobody has')
      await alert(visitor)
    },
  },
  {
    name: 'a new password that is judged',
    async show(visitor) {
      await visitor.open('/register')
      await visitor.writePassword('Password', 'aaaaaaaaaaaaaa')
      await visitor.page.getByText('Guessed at once').waitFor()
    },
  },
  {
    name: 'forgotten',
    async show(visitor) {
      await visitor.open('/forgot')
      await visitor.write('E-mail', 'nobody@example.com')
      await visitor.press('Send the link')
      await visitor.heading('Look into your mail')
    },
  },
  {
    name: 'a new password',
    async show(visitor) {
      await visitor.open(`/reset#${WRONG}`)
      await visitor.heading('Set a new password')
      await visitor.page.getByLabel('New password', { exact: true }).waitFor()
    },
  },
  ...(['verify', 'invitation'] as const).map((page) => ({
    name: `${page}, by a link that is no more`,
    async show(visitor: Visitor) {
      await visitor.open(`/${page}#${WRONG}`)
      await alert(visitor)
    },
  })),
]

const dialogs: readonly (readonly [button: string, dialog: string])[] = [
  ['Change e-mail', 'Change e-mail'],
  ['Change password', 'Change password'],
  ['Set up a code from an app', 'Set up a code from an app'],
  ['Add passkey', 'Add passkey'],
  ['Sign out everywhere', 'Sign out everywhere'],
  ['New token', 'New token'],
  ['Delete account…', 'Delete account'],
]

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]
const themes = ['light', 'dark'] as const

test.each(sizes)(
  'axe finds no fault in what stands before the app, light and dark, at $width px',
  async (size) => {
    await using visitor = await Visitor.sitDown(browser, server.url, size)
    for (const { name, show } of before) {
      await show(visitor)
      for (const colorScheme of themes) {
        await visitor.page.emulateMedia({ colorScheme })
        expect(await faultsOf(visitor.page), `${name}, ${colorScheme}`).toEqual([])
      }
    }
  },
)

test.each(sizes)(
  'axe finds no fault in the settings of security, light and dark, at $width px',
  async (size) => {
    await using ada = await Visitor.sitDown(browser, server.url, size)
    const email = `${size.width}-${EMAIL}`
    await ada.register(email, PASSWORD)
    await ada.heading('Look into your mail')
    await ada.page.goto(await server.link('verify', email))
    await ada.isIn()
    await ada.openSecurity()
    await ada.page.getByText('Only this device is signed in.').waitFor()
    const judge = async (name: string) => {
      for (const colorScheme of themes) {
        await ada.page.emulateMedia({ colorScheme })
        expect(await faultsOf(ada.page), `${name}, ${colorScheme}`).toEqual([])
      }
    }
    await judge('security')
    for (const [button, dialog] of dialogs) {
      await ada.page.getByRole('button', { name: button, exact: true }).click()
      await ada.dialog(dialog).waitFor()
      await judge(dialog)
      await ada.page.keyboard.press('Escape')
      await ada.dialog(dialog).waitFor({ state: 'detached' })
    }
  },
)
