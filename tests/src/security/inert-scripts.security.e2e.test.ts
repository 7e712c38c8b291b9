import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchChromium } from '@holdfast/tooling/chromium'
import type { Page } from 'playwright'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { Person } from '../system/person.ts'
import { SystemServer } from '../system/system-server.ts'

/** Each runs `hit()` where a page takes it for markup, for an attribute or for an address. */
const IMAGE = '<img src=x onerror="hit()">'
const SCRIPT = '<script>hit()</script>'
const SVG = '<svg onload="hit()">'
const QUOTE = '"><b onmouseover="hit()" autofocus onfocus="hit()">'
const ALL = `${IMAGE}${SCRIPT}${SVG}${QUOTE}`
const MARKDOWN = [
  `# ${ALL}`,
  `[link](javascript:hit()) [upper](JaVaScRiPt:hit()) [data](data:text/html,${SCRIPT})`,
  '[coded](&#106;avascript:hit()) <javascript:hit()> [vb](vbscript:hit())',
  '![picture](javascript:hit()) ![beacon](https://evil.example/beacon.png)',
  '<a href="javascript:hit()">raw</a><iframe srcdoc="<script>hit()</script>"></iframe>',
  `| a | b |\n|---|---|\n| ${IMAGE} | ${SVG} |`,
  '<style>body{background:url(https://evil.example/style)}</style>',
].join('\n\n')

interface Watched {
  hits: string[]
  /** Asked of anybody but the server. */
  strayed: string[]
}

/** Notes whatever a script of somebody else would do. */
const watch = async (page: Page, origin: string): Promise<Watched> => {
  const watched: Watched = { hits: [], strayed: [] }
  await page.exposeFunction('hit', () => watched.hits.push('script'))
  await page.exposeFunction('tellBreach', (what: string) => watched.hits.push(what))
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      Reflect.get(window, 'tellBreach')(`${violatedDirective} ${blockedURI}`),
    ),
  )
  page.on('dialog', (dialog) => {
    watched.hits.push('dialog')
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const url = request.url()
    if (/^https?:/.test(url) && !url.startsWith(origin)) watched.strayed.push(url)
  })
  return watched
}

/** What came out of the text as markup: nothing of it is ever the app's own. */
const markup = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('*')].flatMap((element) => {
      const handlers = element.getAttributeNames().filter((name) => name.startsWith('on'))
      const address = element.getAttribute('href') ?? element.getAttribute('src') ?? ''
      const isForeign = element.matches('iframe, object, embed, img[src="x"], body script, style')
      const isApp = element.matches('script[src^="/assets/"], script[src="/theme.js"]')
      const isScript = /^\s*(javascript|data:text|vbscript)/i.test(address)
      return handlers.length > 0 || isScript || (isForeign && !isApp) ? [element.outerHTML] : []
    }),
  )

test('a script in a title, Markdown, tag, name, highlight or file is text', async () => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using ada = await Person.sitDown(browser, server.url)
  const { page } = ada
  const watched = await watch(page, server.url)
  const isInert = async () => {
    expect(await markup(page)).toEqual([])
    expect(watched).toEqual({ hits: [], strayed: [] })
  }

  await ada.join('ada@example.com', IMAGE, SCRIPT)
  await isInert()
  await ada.addTask(`${ALL} needle #<svg/onload=hit`)
  await ada.row('needle').waitFor()
  await isInert()

  await ada.openTask('needle')
  const panel = page.getByRole('complementary', { name: 'Task' })
  await panel.locator('.description-empty').click()
  await panel.getByRole('textbox', { name: 'Description' }).fill(MARKDOWN)
  await panel.getByRole('textbox', { name: 'Description' }).press('Escape')
  await panel.locator('.markdown').waitFor()
  await isInert()
  for (const link of await panel.locator('.markdown a').all())
    expect(await link.getAttribute('href')).toMatch(/^(https?|mailto):/)

  await page.goto(`${server.url}/search?q=needle`)
  await page.getByRole('searchbox').fill('needle hit')
  await page.locator('mark').first().waitFor()
  await isInert()

  const folder = await mkdtemp(join(tmpdir(), 'holdfast-inert-'))
  const board = JSON.parse(await readFile(fixture, 'utf8'))
  const named = { ...board, name: ALL }
  for (const card of named.cards) {
    card.name = `${ALL} ${card.name}`
    card.desc = MARKDOWN
  }
  for (const list of named.lists) list.name = `${IMAGE} ${list.name}`
  const file = join(folder, `${IMAGE.replaceAll('/', '')}.json`)
  await writeFile(file, JSON.stringify(named))
  await page.goto(`${server.url}/import`)
  await page.getByLabel('Trello board as JSON').setInputFiles(file)
  await page.getByRole('button', { name: 'Import 122 tasks' }).waitFor()
  await isInert()
  await page.getByRole('button', { name: 'Import 122 tasks' }).click()
  await page.getByText('122 of 122 cards became tasks').waitFor()
  await isInert()
  await page.getByRole('link', { name: 'Open the project' }).click()
  await page.getByRole('row').first().waitFor()
  await isInert()
  await rm(folder, { recursive: true })
})

const fixture = fileURLToPath(new URL('../../fixtures/trello-board.json', import.meta.url))

test('a script in a name is text in the mails that name it', async () => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using ada = await Person.sitDown(browser, server.url)
  await ada.join('ada@example.com', `${IMAGE}${QUOTE}`, SCRIPT)
  const folder = join(server.data, 'mail')
  await expect.poll(() => readdir(folder).catch(() => [])).not.toEqual([])
  const context = await browser.newContext()
  const page = await context.newPage()
  const watched = await watch(page, server.url)
  for (const name of await readdir(folder)) {
    const { html } = await PostalMime.parse(await readFile(join(folder, name)))
    expect(html).toContain('&lt;img')
    await page.setContent(html ?? '')
    const scripts = page.locator('script, img, svg, iframe, [onerror], [onload], [onmouseover]')
    expect(await scripts.count()).toBe(0)
  }
  expect(watched).toEqual({ hits: [], strayed: [] })
  await context.close()
})
