import { launchChromium } from '@holdfast/tooling/chromium'
import { expect, test } from 'vitest'
import { Person } from '../system/person.ts'
import { SystemServer } from '../system/system-server.ts'

const main = (person: Person) => person.page.getByRole('navigation', { name: 'Main' })
const inboxOf = (person: Person) => person.page.getByRole('list', { name: 'Inbox' })

test('one is told at once of a task that became theirs, and the other sees it completed', async () => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using ada = await Person.sitDown(browser, server.url)
  await using boris = await Person.sitDown(browser, server.url)
  await ada.join('ada@example.com', 'Ada', 'Bell')
  await boris.join('boris@example.com', 'Boris', 'Cole')

  await ada.addTask('Sweep the chimney /Household')
  await ada.openProject('Household')
  await ada.addMember('boris@example.com')
  await main(boris).getByRole('link', { name: 'Inbox 1 unread' }).waitFor()
  await ada.addTask('Buy coal @boris')
  await main(boris).getByRole('link', { name: 'Inbox 2 unread' }).click()

  await inboxOf(boris)
    .getByRole('button', { name: /^Unread\. Ada Bell assigned you Buy coal/ })
    .click()
  const panel = boris.page.getByRole('complementary', { name: 'Task' })
  await panel.getByRole('heading', { name: 'Buy coal' }).waitFor()
  await main(boris).getByRole('link', { name: 'Inbox 1 unread' }).waitFor()

  await main(ada).getByRole('link', { name: 'Dashboard' }).click()
  const progress = ada.page.getByRole('region', { name: 'Progress' })
  await progress.getByText('0 of 2').waitFor()
  await main(boris).getByRole('link', { name: 'Household' }).click()
  await boris.row('Buy coal').focus()
  await boris.page.keyboard.press('Space')

  await main(ada).getByRole('link', { name: 'Inbox 1 unread' }).waitFor()
  await progress.getByText('1 of 2').waitFor()
  await main(ada)
    .getByRole('link', { name: /^Inbox/ })
    .click()
  await inboxOf(ada)
    .getByRole('button', { name: /Boris Cole completed Buy coal/ })
    .waitFor()
  await ada.page.getByRole('button', { name: 'Mark all read' }).click()
  await main(ada).getByRole('link', { name: 'Inbox', exact: true }).waitFor()
  expect(await inboxOf(ada).locator('.unread').count()).toBe(0)
})
