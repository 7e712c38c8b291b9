import { launchChromium } from '@holdfast/tooling/chromium'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { faultsOf } from '../system/axe.ts'
import { Person } from '../system/person.ts'
import { SystemServer } from '../system/system-server.ts'

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]
const themes = ['light', 'dark'] as const

interface Screen {
  name: string
  path: string
  ready: (page: Page) => Promise<unknown>
}

const heading = (name: string) => (page: Page) =>
  page.getByRole('heading', { name, level: 1 }).waitFor()

const screens: readonly Screen[] = [
  {
    name: 'all tasks',
    path: '/',
    ready: (page) => page.getByRole('row').filter({ hasText: 'Pay rent' }).waitFor(),
  },
  {
    name: 'a task in the panel',
    path: '/',
    async ready(page) {
      await page.getByRole('row').filter({ hasText: 'Pay rent' }).click()
      await page.getByRole('complementary', { name: 'Task' }).waitFor()
      await page.getByRole('button', { name: /^Due/ }).waitFor()
    },
  },
  {
    name: 'search',
    path: '/search?q=rent',
    ready: (page) => page.locator('.hit').first().waitFor(),
  },
  { name: 'sync', path: '/?panel=sync', ready: (page) => page.locator('.panel').waitFor() },
  {
    name: 'dashboard',
    path: '/dashboard',
    ready: (page) => page.getByRole('heading', { name: 'Throughput' }).waitFor(),
  },
  {
    name: 'inbox',
    path: '/inbox',
    ready: (page) => page.getByRole('list', { name: 'Inbox' }).getByText('Garden').waitFor(),
  },
  {
    name: 'settings, notifications',
    path: '/settings#notifications',
    ready: (page) => page.getByRole('checkbox', { name: 'By e-mail too' }).waitFor(),
  },
  { name: 'trash', path: '/trash', ready: heading('Trash') },
  { name: 'projects', path: '/projects', ready: heading('Projects') },
  { name: 'import', path: '/import', ready: heading('Import') },
  { name: 'settings', path: '/settings', ready: heading('Settings') },
  { name: 'sign in', path: '/sign-in', ready: heading('Sign in') },
  { name: 'register', path: '/register', ready: heading('Create an account') },
]

test.each(sizes)('axe finds no fault in any screen, light and dark, at $width px', async (size) => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using ada = await Person.sitDown(browser, server.url, size)
  await ada.join('ada@example.com', 'Ada', 'Bell')
  expect(await faultsOf(ada.page), 'first run').toEqual([])
  await ada.addTask('Pay rent tomorrow 9am #home !high /household')
  await ada.row('Pay rent').waitFor()
  await using boris = await Person.sitDown(browser, server.url)
  await boris.join('boris@example.com', 'Boris', 'Cole')
  await boris.addTask('Sow beans /Garden')
  await boris.openProject('Garden')
  await boris.addMember('ada@example.com')

  for (const colorScheme of themes) {
    await ada.page.emulateMedia({ colorScheme })
    for (const { name, path, ready } of screens) {
      await ada.page.goto(server.url + path)
      await ready(ada.page)
      expect(await faultsOf(ada.page), `${name}, ${colorScheme}`).toEqual([])
    }
  }
})
