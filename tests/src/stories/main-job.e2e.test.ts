import { fileURLToPath } from 'node:url'
import { launchChromium } from '@holdfast/tooling/chromium'
import { expect, test } from 'vitest'
import { Person } from '../system/person.ts'
import { SystemServer } from '../system/system-server.ts'

const board = fileURLToPath(new URL('../../fixtures/trello-board.json', import.meta.url))
const tall = { width: 1440, height: 6000 }

test('a board is imported, worked on without the server, and arrives in a second browser', async () => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using ada = await Person.sitDown(browser, server.url, tall)
  await ada.join('ada@example.com', 'Ada', 'Bell')

  await ada.page.getByRole('link', { name: 'Import a file' }).click()
  await ada.page.getByLabel('Trello board as JSON').setInputFiles(board)
  await ada.page.getByRole('button', { name: 'Import 122 tasks' }).click()
  await ada.page.getByText('122 of 122 cards became tasks').waitFor()
  const report = ada.page.getByRole('region', { name: 'Report' })
  await report.getByRole('button', { name: 'All 122' }).waitFor()
  await ada.page.getByRole('link', { name: 'Open the project' }).click()
  await ada.page.getByRole('row').first().waitFor()
  await ada.seesSync(/^Sent/)
  await ada.readyForOffline()

  await using again = await Person.sitDown(browser, server.url, tall)
  await again.comeBack('ada@example.com')
  const project = (await ada.page.getByRole('heading', { level: 1 }).textContent()) ?? ''
  await again.openProject(project)
  await again.page.getByRole('row').first().waitFor()

  await server.stop()
  await ada.page.reload()
  await ada.page.getByRole('heading', { name: project, level: 1 }).waitFor()
  await ada.page.getByRole('row').first().waitFor()
  const titles = await ada.page.locator('.row-title').allTextContents()
  const edited = titles.slice(0, 10)
  expect(new Set(edited).size).toBe(10)
  for (const [index, title] of edited.entries()) await ada.rename(title, `Edited offline ${index}.`)
  await ada.addTask('Written offline !high #kept')
  await ada.row('Written offline').waitFor()
  await ada.seesSync(/Offline, 11 changes kept/)

  await server.start()
  await ada.seesSync(/^Sent/)
  for (const index of edited.keys()) await again.row(`Edited offline ${index}.`).waitFor()
  await again.row('Written offline').waitFor()
})
