import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { launchChromium } from '@holdfast/tooling/chromium'
import type axe from 'axe-core'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { Person } from '../system/person.ts'
import { SystemServer } from '../system/system-server.ts'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]
const themes = ['light', 'dark'] as const
const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

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
  { name: 'trash', path: '/trash', ready: heading('Trash') },
  { name: 'projects', path: '/projects', ready: heading('Projects') },
  { name: 'import', path: '/import', ready: heading('Import') },
  { name: 'settings', path: '/settings', ready: heading('Settings') },
  { name: 'sign in', path: '/sign-in', ready: heading('Sign in') },
  { name: 'register', path: '/register', ready: heading('Create an account') },
]

/** What axe finds fault with, one line for each element. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(source)
  // What fades in is judged when it has arrived.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)))
  const { violations } = await page.evaluate(
    (values): Promise<axe.AxeResults> =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
        runOnly: { type: 'tag', values },
      }),
    rules,
  )
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

test.each(sizes)('axe finds no fault in any screen, light and dark, at $width px', async (size) => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using ada = await Person.sitDown(browser, server.url, size)
  await ada.register('ada@example.com', 'Ada', 'Bell')
  expect(await faultsOf(ada.page), 'first run').toEqual([])
  await ada.addTask('Pay rent tomorrow 9am #home !high /household')
  await ada.row('Pay rent').waitFor()

  for (const colorScheme of themes) {
    await ada.page.emulateMedia({ colorScheme })
    for (const { name, path, ready } of screens) {
      await ada.page.goto(server.url + path)
      await ready(ada.page)
      expect(await faultsOf(ada.page), `${name}, ${colorScheme}`).toEqual([])
    }
  }
})
