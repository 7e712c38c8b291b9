import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TokenGrant } from '@holdfast/client'
import { chromiumFlags, findChromium } from '@holdfast/tooling/chromium'
import { type BrowserContext, chromium, type Page } from 'playwright'
import type { ProductOptions } from '../product/product-world.ts'
import type { BenchPage, PageOptions } from './page-main.ts'

/** A Chromium whose IndexedDB lies on the disk, as a person's does; a private window keeps it in memory. */
export interface BenchBrowser extends AsyncDisposable {
  /** A new tab on the server's page, with nothing open in it. */
  open(port: number): Promise<BenchTab>
}

type Opened = Awaited<ReturnType<BenchPage['openPage']>>
type Limits = Awaited<ReturnType<BenchPage['openLimits']>>

export interface BenchTab extends AsyncDisposable {
  openDevice(options: ProductOptions & { n: number }): Promise<Opened['times']>
  write(task: number, title: string): ReturnType<Opened['write']>
  draws(task: number, title: string): ReturnType<Opened['draws']>
  openSearch(): Promise<number>
  search(queries: readonly string[]): Promise<number[]>
  storeChunks(n: number): Promise<number>
  readOpen(): Promise<number>
  strictTransaction(): Promise<number>
}

interface BenchWindow {
  bench: BenchPage
  opened: Opened
  limits: Limits
}

export const openBenchBrowser = async (): Promise<BenchBrowser> => {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('No Chromium found: set CHROMIUM_PATH or install one')
  await using stack = new AsyncDisposableStack()
  const profile = await mkdtemp(join(tmpdir(), 'holdfast-bench-profile-'))
  stack.defer(() => rm(profile, { recursive: true, force: true }))
  const options = { executablePath, args: chromiumFlags }
  const context = await chromium.launchPersistentContext(profile, options)
  stack.defer(() => context.close())
  const opened = stack.move()
  return {
    open: (port) => openTab(context, port),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

const openTab = async (context: BrowserContext, port: number): Promise<BenchTab> => {
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${port}/`)
  await page.waitForFunction(() => 'bench' in window)
  return tabOf(page)
}

const pageOptions = ({
  grant,
  projectId,
  n,
}: {
  grant: TokenGrant
  projectId: ProductOptions['projectId']
  n: number
}): PageOptions => {
  const { refreshToken: _, ...shown } = grant
  return { grant: shown, projectId, n }
}

const tabOf = (page: Page): BenchTab => ({
  openDevice: (options) =>
    page.evaluate(async (given) => {
      const own = window as unknown as BenchWindow
      own.opened = await own.bench.openPage(given)
      return own.opened.times
    }, pageOptions(options)),
  write: (task, title) =>
    page.evaluate(([one, text]) => (window as unknown as BenchWindow).opened.write(one, text), [
      task,
      title,
    ] as const),
  draws: (task, title) =>
    page.evaluate(([one, text]) => (window as unknown as BenchWindow).opened.draws(one, text), [
      task,
      title,
    ] as const),
  openSearch: () => page.evaluate(() => (window as unknown as BenchWindow).opened.openSearch()),
  search: (queries) =>
    page.evaluate((all) => (window as unknown as BenchWindow).opened.search(all), [...queries]),
  storeChunks: (n) =>
    page.evaluate(async (tasks) => {
      const own = window as unknown as BenchWindow
      own.limits ??= await own.bench.openLimits('bench-limit')
      return own.limits.storeChunks(tasks)
    }, n),
  readOpen: () =>
    page.evaluate(async () => {
      const own = window as unknown as BenchWindow
      own.limits ??= await own.bench.openLimits('bench-limit')
      return own.limits.readOpen()
    }),
  strictTransaction: () =>
    page.evaluate(async () => {
      const own = window as unknown as BenchWindow
      own.limits ??= await own.bench.openLimits('bench-limit')
      return own.limits.strictTransaction()
    }),
  [Symbol.asyncDispose]: () => page.close(),
})
