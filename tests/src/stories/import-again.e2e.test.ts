import { fileURLToPath } from 'node:url'
import { launchChromium } from '@holdfast/tooling/chromium'
import { test } from 'vitest'
import { Person } from '../system/person.ts'
import { SystemServer } from '../system/system-server.ts'

const board = fileURLToPath(new URL('../../fixtures/trello-board.json', import.meta.url))

test('a board that was imported before goes to its project, where nothing is new', async () => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using ada = await Person.sitDown(browser, server.url)
  await ada.join('ada@example.com', 'Ada', 'Bell')
  const { page } = ada

  await page.getByRole('link', { name: 'Import a file' }).click()
  await page.getByLabel('Trello board as JSON').setInputFiles(board)
  await page.getByRole('button', { name: 'Import 122 tasks' }).click()
  await page.getByRole('link', { name: 'Open the project' }).waitFor()

  await page.getByRole('button', { name: 'Import another file' }).click()
  await page.getByLabel('Trello board as JSON').setInputFiles(board)
  await page.getByText(/^This board was imported on .* into “Test Drive”/).waitFor()
  await page.getByText('122 cards are in “Test Drive” already').waitFor()
  await page.getByRole('button', { name: 'Nothing new', disabled: true }).waitFor()

  await page.getByLabel('Into').selectOption('A new project')
  await page.getByRole('button', { name: 'Import 122 tasks' }).waitFor()
})
