import { setTimeout as delay } from 'node:timers/promises'
import type { ProductWorld } from '../product/product-world.ts'
import { type BenchBrowser, type BenchTab, openBenchBrowser } from '../web/bench-browser.ts'
import type { Run } from './run.ts'
import { whenResting } from './when-resting.ts'

const PAUSE_MS = 10
const WARM_UP = 10
/** In the first rows of the list. */
const EDITED = 7

/**
 * The device of the web app in Chromium: first sync into IndexedDB, then a start with everything on
 * the device, then single writes, each beside what IndexedDB itself takes in the same page.
 */
export const web = async (run: Run): Promise<void> => {
  for (let rep = 0; rep < run.asked.reps; rep++)
    for (const world of run.worlds) {
      await using browser = await openBenchBrowser()
      await whenResting(world)
      await syncAndStart(run, world, browser)
      if (rep === 0) await writeAll(run, world, browser)
    }
}

const syncAndStart = async (
  { figures }: Run,
  world: ProductWorld,
  browser: BenchBrowser,
): Promise<void> => {
  const { n, name, port } = world
  {
    await using tab = await browser.open(port)
    figures.add('indexeddb-chunks', 'limit', n, await tab.storeChunks(n))
    figures.add('indexeddb-read-open', 'limit', n, await tab.readOpen())
    const { drawnMs, ms } = await openDevice(world, tab)
    figures.add('web-first-page', name, n, drawnMs)
    figures.add('web-first-sync', name, n, ms)
  }
  await using tab = await browser.open(port)
  const { drawnMs, ms } = await openDevice(world, tab)
  figures.add('web-start-first-page', name, n, drawnMs)
  figures.add('web-start', name, n, ms)
}

const openDevice = async (world: ProductWorld, tab: BenchTab) => {
  const grant = await world.signIn('owner')
  const times = await tab.openDevice({ grant, projectId: world.projectId, n: world.n })
  if (times.rows < world.n) throw new Error(`web: ${times.rows} of ${world.n} tasks`)
  return times
}

const writeAll = async (
  { asked, figures }: Run,
  world: ProductWorld,
  browser: BenchBrowser,
): Promise<void> => {
  const { n, name } = world
  await using tab = await browser.open(world.port)
  await openDevice(world, tab)
  for (let i = -WARM_UP; i < asked.writes; i++) {
    const durableMs = await tab.write(EDITED, `web write ${i}`)
    await delay(PAUSE_MS)
    const drawnMs = await tab.draws(EDITED, `web draws ${i}`)
    await delay(PAUSE_MS)
    const strictMs = await tab.strictTransaction()
    await delay(PAUSE_MS)
    if (i < 0) continue
    figures.add('web-local-write', name, n, durableMs)
    figures.add('web-drawn', name, n, drawnMs)
    figures.add('indexeddb-strict', 'limit', n, strictMs)
  }
}
