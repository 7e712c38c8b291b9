import { launchChromium } from '@holdfast/tooling/chromium'
import { expect, test } from 'vitest'
import { Person } from '../system/person.ts'
import { SystemServer } from '../system/system-server.ts'

test('a member sees work arrive, goes by the role they are given, and removed loses sight of the project', async () => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using ada = await Person.sitDown(browser, server.url)
  await using boris = await Person.sitDown(browser, server.url)
  await ada.join('ada@example.com', 'Ada', 'Bell')
  await boris.join('boris@example.com', 'Boris', 'Cole')

  await ada.addTask('Sweep the chimney /Household')
  await ada.openProject('Household')
  await ada.page.getByRole('button', { name: 'Members' }).click()
  const members = ada.page.getByRole('dialog', { name: 'Members of Household' })
  await members.getByLabel('Add by e-mail').fill('nobody@example.com')
  await members.getByRole('button', { name: 'Add' }).click()
  await members.getByText('Nobody with this e-mail address').waitFor()
  await members.getByLabel('Add by e-mail').fill('boris@example.com')
  await members.getByRole('button', { name: 'Add' }).click()
  await members.getByText('Boris Cole is a member now.').waitFor()

  await boris.openProject('Household')
  await boris.row('Sweep the chimney').waitFor()
  await boris.rename('Sweep the chimney', 'Sweep both chimneys')
  await boris.row('Sweep both chimneys').focus()
  await boris.page.keyboard.press('Space')
  await ada.page.keyboard.press('Escape')
  await ada.page.getByRole('button', { name: /Completed/ }).click()
  await ada.row('Sweep both chimneys').waitFor()

  await ada.page.getByRole('button', { name: 'Members' }).click()
  await members.getByLabel('Role of Boris Cole').selectOption('Viewer')
  await boris.page.getByText('You can read this project.').waitFor()
  await members.getByRole('button', { name: 'Remove' }).click()
  await members.getByRole('button', { name: 'Remove and unassign' }).click()
  await boris.page.getByText('This project is not here.').waitFor()
  const links = boris.page.getByRole('navigation', { name: 'Main' }).getByRole('link')
  expect(await links.allTextContents()).not.toContainEqual(expect.stringContaining('Household'))
})

test('two tabs of one browser write at once without a server, and everything is sent once', async () => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using ada = await Person.sitDown(browser, server.url)
  await ada.join('ada@example.com', 'Ada', 'Bell')
  await ada.addTask('The first')
  await ada.seesSync(/^Sent/)
  await ada.readyForOffline()
  await server.stop()

  await using second = await ada.openTab()
  await Promise.all([
    (async () => {
      for (const number of [1, 2, 3]) await ada.addTask(`Left ${number}`)
    })(),
    (async () => {
      for (const number of [1, 2, 3]) await second.addTask(`Right ${number}`)
    })(),
  ])
  const titles = ['Left 1', 'Left 2', 'Left 3', 'Right 1', 'Right 2', 'Right 3']
  for (const tab of [ada, second]) for (const title of titles) await tab.row(title).waitFor()

  await server.start()
  await second.seesSync(/^Sent/)
  await ada.seesSync(/^Sent/)
  await using elsewhere = await Person.sitDown(browser, server.url)
  await elsewhere.comeBack('ada@example.com')
  await elsewhere.row('The first').waitFor()
  const drawn = await elsewhere.page.locator('.row-title').allTextContents()
  expect(drawn.toSorted()).toEqual([...titles, 'The first'].toSorted())
})
