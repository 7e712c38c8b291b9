import { launchChromium } from '@holdfast/tooling/chromium'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { Person } from '../system/person.ts'
import { SystemServer } from '../system/system-server.ts'

/** Halts a page between two statements: no timer, no message, and its locks stay with it. */
const freeze = async (page: Page): Promise<() => Promise<unknown>> => {
  const devtools = await page.context().newCDPSession(page)
  const paused = new Promise((resolve) => devtools.once('Debugger.paused', resolve))
  await devtools.send('Debugger.enable')
  await devtools.send('Debugger.pause')
  await paused
  return () => devtools.send('Debugger.resume')
}

const crash = async (page: Page): Promise<void> => {
  const crashed = page.waitForEvent('crash')
  // It never comes back: there is nobody left to answer.
  void page.goto('chrome://crash').catch(() => undefined)
  await crashed
}

/** Somebody with two tabs, of which the first sends. */
const sitDownWithTwoTabs = async (first: Person): Promise<Person> => {
  await first.join('ada@example.com', 'Ada', 'Bell')
  await first.addTask('From the first tab')
  await first.seesSync(/^Sent/)
  const second = await first.openTab()
  await second.row('From the first tab').waitFor()
  return second
}

test.each([
  ['closed', (page: Page) => page.close()],
  ['killed', crash],
])('when the tab that sends is %s, another tab goes on sending', async (_fate, suffer) => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using first = await Person.sitDown(browser, server.url)
  await using second = await sitDownWithTwoTabs(first)

  await suffer(first.page)
  await second.addTask('From the second tab')
  await second.seesSync(/^Sent/)
  await using elsewhere = await Person.sitDown(browser, server.url)
  await elsewhere.comeBack('ada@example.com')
  await elsewhere.row('From the second tab').waitFor()
})

test('when the tab that sends is frozen, another one sends, and both agree when it wakes', async () => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using first = await Person.sitDown(browser, server.url)
  await using second = await sitDownWithTwoTabs(first)
  await using elsewhere = await Person.sitDown(browser, server.url)
  await elsewhere.comeBack('ada@example.com')

  const wake = await freeze(first.page)
  await second.addTask('From the second tab')
  await elsewhere.row('From the second tab').waitFor()
  await wake()
  await first.row('From the second tab').waitFor()
  await first.addTask('After the sleep')
  for (const tab of [first, second]) await tab.seesSync(/^Sent/)
  for (const tab of [second, elsewhere]) await tab.row('After the sleep').waitFor()
  expect(await elsewhere.page.locator('.row-title').allTextContents()).toHaveLength(3)
})
