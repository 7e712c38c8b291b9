import { launchChromium } from '@holdfast/tooling/chromium'
import { expect, test } from 'vitest'
import { Person } from '../system/person.ts'
import { SystemServer } from '../system/system-server.ts'
import { TcpProxy } from '../system/tcp-proxy.ts'
import { keptInBrowser } from './kept-in-browser.ts'

const PROJECT = 'Greenhouse'
const TITLE = 'Where the key lies'
/** Of the project, of its task, and of what is written about it. */
const WORDS = [PROJECT, TITLE, 'ivy']

const keptWords = async ({ page }: Person): Promise<string[]> => {
  const kept = await keptInBrowser(page)
  return WORDS.filter((word) => kept.includes(word))
}

const member = async (ada: Person, person: Person, email: string, name: string) => {
  await person.join(email, name, 'Reed')
  await person.readyForOffline()
  await ada.addMember(email)
  await person.openProject(PROJECT)
  await person.row(TITLE).waitFor()
  await expect.poll(() => keptWords(person)).toEqual(WORDS)
}

const remove = async ({ page }: Person, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'Members' }).click()
  const members = page.getByRole('dialog', { name: /^Members of/ })
  const line = members.getByRole('listitem').filter({ hasText: name })
  await line.getByRole('button', { name: 'Remove' }).click()
  await line.getByRole('button', { name: 'Remove and unassign' }).click()
  await line.waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
}

/** It is neither on the disk, nor on the screen, nor found, after a new start as well. */
const expectForgotten = async (person: Person, url: string): Promise<void> => {
  await person.row(TITLE).waitFor({ state: 'detached' })
  await expect.poll(() => keptWords(person)).toEqual([])
  await person.page.goto(`${url}/search?q=key`)
  await person.page.getByText('Nothing for “key”.').waitFor()
  await person.page.goto(url)
  await person.page.getByRole('heading', { name: 'All tasks', level: 1 }).waitFor()
  await person.seesSync(/^Sent/)
  expect(await person.page.getByText(PROJECT).count()).toBe(0)
  expect(await keptWords(person)).toEqual([])
}

test('[D14] the browser of a removed member forgets the project, also where it was offline meanwhile', async () => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using ada = await Person.sitDown(browser, server.url)
  await using bob = await Person.sitDown(browser, server.url)
  await using way = await TcpProxy.open(Number(new URL(server.url).port))
  await using cara = await Person.sitDown(browser, way.url)
  await ada.join('ada@example.com', 'Ada', 'Bell')
  await ada.addTask(`${TITLE} /${PROJECT}`)
  await ada.openProject(PROJECT)
  await ada.openTask(TITLE)
  await ada.page.getByRole('button', { name: /Add a description/ }).click()
  await ada.page.getByRole('textbox', { name: 'Description' }).fill('Under the ivy')
  await ada.page.getByRole('textbox', { name: 'Description' }).press('Escape')
  await ada.page.keyboard.press('Escape')
  await member(ada, bob, 'bob@example.com', 'Bob')
  await member(ada, cara, 'cara@example.com', 'Cara')

  way.cut()
  await cara.seesSync(/^Offline/)
  await remove(ada, 'Bob')
  await remove(ada, 'Cara')
  await expectForgotten(bob, server.url)

  expect(await keptWords(cara)).toEqual(WORDS)
  way.heal()
  await expectForgotten(cara, way.url)
})
