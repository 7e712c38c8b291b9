import { launchChromium } from '@holdfast/tooling/chromium'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { faultsOf } from '../system/axe.ts'
import { Person } from '../system/person.ts'
import { SystemServer } from '../system/system-server.ts'
import { TcpProxy } from '../system/tcp-proxy.ts'

let server: SystemServer
let browser: Browser
/** Ada’s way to the server. */
let proxy: TcpProxy
let ada: Person
let boris: Person

beforeAll(async () => {
  server = await SystemServer.start()
  browser = await launchChromium()
  proxy = await TcpProxy.open(Number(new URL(server.url).port))
  ada = await Person.sitDown(browser, proxy.url)
  boris = await Person.sitDown(browser, server.url)
  await ada.join('ada@example.com', 'Ada', 'Bell')
  await boris.join('boris@example.com', 'Boris', 'Cole')
  await ada.addTask('Sweep /Household')
  await ada.openProject('Household')
  await ada.page.getByRole('button', { name: 'Members' }).click()
  const members = ada.page.getByRole('dialog', { name: 'Members of Household' })
  await members.getByLabel('Add by e-mail').fill('boris@example.com')
  await members.getByRole('button', { name: 'Add' }).click()
  await members.getByText('Boris Cole is a member now.').waitFor()
  await ada.page.keyboard.press('Escape')
  await boris.openProject('Household')
})
afterAll(async () => {
  await boris?.[Symbol.asyncDispose]()
  await ada?.[Symbol.asyncDispose]()
  await browser?.close()
  await proxy?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

let title = ''
let tasks = 0
beforeEach(async () => {
  title = `Chimney ${++tasks}`
  await ada.addTask(title)
  await ada.seesSync(/^Sent|issue/)
  await boris.row(title).waitFor()
})

const panelOf = ({ page }: Person) => page.getByRole('complementary', { name: 'Task' })
const issuesOf = ({ page }: Person) =>
  page.getByRole('complementary', { name: 'Sync' }).getByRole('listitem')

const describeTask = async (person: Person, from: RegExp, text: string) => {
  const panel = panelOf(person)
  await panel.getByRole('button', { name: from }).click()
  await panel.getByRole('textbox', { name: 'Description' }).fill(text)
  await panel.getByRole('textbox', { name: 'Description' }).press('Escape')
}
const write = (person: Person, text: string) => describeTask(person, /Add a description/, text)
const rewrite = (person: Person, text: string) => describeTask(person, /Write/, text)

/** Two people do something to the task at once, Ada without a network; she comes back the later. */
const meanwhile = async (borisDoes: () => Promise<void>, adaDoes: () => Promise<void>) => {
  proxy.cut()
  await ada.seesSync(/^Offline/)
  await adaDoes()
  await borisDoes()
  await boris.seesSync(/^Sent|issue/)
  proxy.heal()
  await ada.page.evaluate(() => window.dispatchEvent(new Event('online')))
  await ada.seesSync(/^Sent|issue/)
}

const findNoFault = async ({ page }: Person) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await faultsOf(page), colorScheme).toEqual([])
  }
}

const discardAll = async (person: Person) => {
  await person.openSync()
  for (let left = await issuesOf(person).count(); left > 0; left--) {
    await issuesOf(person)
      .first()
      .getByRole('button', { name: /^Discard/ })
      .click()
    await expect.poll(() => issuesOf(person).count()).toBe(left - 1)
  }
}

describe('two people who change one title at once', () => {
  test('are both told, with both values, and the one who was replaced puts theirs back', async () => {
    await meanwhile(
      () => boris.rename(title, 'Boris’s chimney'),
      () => ada.rename(title, 'Ada’s chimney'),
    )
    await boris.row('Ada’s chimney').waitFor()
    await boris.openTask('Ada’s chimney')
    await panelOf(boris).getByText('Ada Bell changed the title to “Ada’s chimney”').waitFor()
    await findNoFault(boris)

    await ada.openSync()
    await issuesOf(ada).getByText('Two people changed Title').waitFor()
    await issuesOf(ada).getByText('Boris’s chimney').waitFor()
    await findNoFault(ada)

    await boris.openSync()
    expect(await issuesOf(boris).count()).toBe(1)
    await issuesOf(boris).getByText('Boris’s chimney').waitFor()
    await issuesOf(boris).getByRole('button', { name: 'Use mine' }).click()
    await expect.poll(() => issuesOf(boris).count()).toBe(0)
    await ada.row('Boris’s chimney').waitFor()
    await discardAll(ada)
  })

  test('see the line on the task itself, and may put back or discard from there', async () => {
    await meanwhile(
      () => boris.rename(title, 'Boris’s flue'),
      () => ada.rename(title, 'Ada’s flue'),
    )
    await boris.openTask('Ada’s flue')
    await panelOf(boris).getByRole('button', { name: 'Put mine back' }).click()
    await boris.row('Boris’s flue').waitFor()
    await ada.openTask('Boris’s flue')
    const line = panelOf(ada).getByText('Your title “Ada’s flue” replaced “Boris’s flue”')
    await line.waitFor()
    await panelOf(ada).getByRole('button', { name: 'Discard' }).click()
    await line.waitFor({ state: 'detached' })
    const toast = ada.page.getByRole('dialog').filter({ hasText: 'Issue discarded' })
    await toast.getByRole('button', { name: 'Undo' }).click()
    await line.waitFor()
    await panelOf(ada).getByRole('button', { name: 'Discard' }).click()
    await line.waitFor({ state: 'detached' })
  })
})

describe('two people who write one description at once', () => {
  const start = 'Call the sweep.\n\nBuy a brush.'

  test('in different sentences have both, and nobody is asked anything', async () => {
    await ada.openTask(title)
    await write(ada, start)
    await ada.seesSync(/^Sent|issue/)
    await boris.openTask(title)
    await panelOf(boris).getByText('Buy a brush.').waitFor()
    await meanwhile(
      () => rewrite(boris, 'Call the sweep.\n\nBuy a long brush.'),
      () => rewrite(ada, 'Call the sweep on Monday.\n\nBuy a brush.'),
    )
    for (const person of [ada, boris]) {
      await panelOf(person).getByText('Call the sweep on Monday.').waitFor()
      await panelOf(person).getByText('Buy a long brush.').waitFor()
      await person.openSync()
      expect(await issuesOf(person).count()).toBe(0)
    }
  })

  test('in the same place have both texts, and both are told', async () => {
    await ada.openTask(title)
    await boris.openTask(title)
    await meanwhile(
      () => write(boris, 'The brush is in the shed.'),
      () => write(ada, 'The brush is in the cellar.'),
    )
    for (const [person, other] of [
      [ada, 'Boris Cole'],
      [boris, 'Ada Bell'],
    ] as const) {
      await panelOf(person).getByText('The brush is in the shed.', { exact: true }).waitFor()
      await panelOf(person).getByText('The brush is in the cellar.', { exact: true }).waitFor()
      await panelOf(person).getByText(`${other} wrote in the same place`).waitFor()
      await discardAll(person)
    }
  })
})

test('the history of a task shows every value, who gave it, and gives one back', async () => {
  await boris.rename(title, 'Second title')
  await ada.row('Second title').waitFor()
  await ada.rename('Second title', 'Third title')
  await ada.openTask('Third title')
  await panelOf(ada).getByRole('button', { name: 'History' }).click()
  const history = panelOf(ada).getByRole('region', { name: 'History' })
  await history.getByText('Boris Cole').waitFor()
  await expect.poll(() => history.getByRole('listitem').count()).toBe(3)
  await findNoFault(ada)
  const restore = (value: string) =>
    history.getByRole('button', { name: `Restore Title: ${value}` })
  expect(await restore('Third title').count()).toBe(0)
  await restore('Second title').click()
  await boris.row('Second title').waitFor()
  await expect.poll(() => history.getByRole('listitem').count()).toBe(4)

  proxy.cut()
  await ada.seesSync(/^Offline/)
  await panelOf(ada).getByRole('button', { name: 'Close' }).click()
  await ada.openTask('Second title')
  await panelOf(ada).getByRole('button', { name: 'History' }).click()
  await panelOf(ada).getByText('It comes when there is a link.').waitFor()
  proxy.heal()
  await ada.page.evaluate(() => window.dispatchEvent(new Event('online')))
  await history.getByText('Boris Cole').waitFor()
})
