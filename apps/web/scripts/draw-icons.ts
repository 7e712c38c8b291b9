import { readFile, writeFile } from 'node:fs/promises'
import { chromium } from 'playwright'

/**
 * Draws the PNG icons from public/icon.svg. Run by hand after the mark has changed, with CHROMIUM_PATH
 * where Playwright has no browser of its own: `node scripts/draw-icons.ts`.
 */
const folder = new URL('../public/', import.meta.url)
const svg = await readFile(new URL('icon.svg', folder), 'utf8')

// A maskable icon is cut to any shape: the ground goes to the edge, the mark stays in the safe middle.
const maskable = svg
  .replace('rx="112"', '')
  .replace('<path', '<path transform="translate(64 64) scale(0.75)"')

const icons = [
  { name: 'icon-192.png', size: 192, drawing: svg },
  { name: 'icon-512.png', size: 512, drawing: svg },
  { name: 'icon-maskable-512.png', size: 512, drawing: maskable },
]

const executablePath = process.env.CHROMIUM_PATH
const browser = await chromium.launch({
  args: ['--no-sandbox'],
  ...(executablePath && { executablePath }),
})
for (const { name, size, drawing } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(`<body style="margin:0;background:none">${drawing}</body>`)
  const image = await page.locator('svg').screenshot({ omitBackground: true })
  await writeFile(new URL(name, folder), image)
  await page.close()
}
await browser.close()
