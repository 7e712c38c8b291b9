import { openProductWorld } from '../product/product-world.ts'
import { openBenchBrowser } from '../web/bench-browser.ts'
import { buildPage } from '../web/build-page.ts'
import { typed, zipfRank, zipfWord } from '../zipf-text.ts'
import type { Run } from './run.ts'

/** Words that are looked for: common ones and rare ones, as they come in the text. */
const WORDS = 40

/**
 * Search as one types, in the browser, over a text whose words are as unequal as a language's: on a
 * server of its own, since the tasks of the peers have 32 words.
 */
export const search = async ({ asked, figures }: Run): Promise<void> => {
  const n = Math.max(...asked.sizes)
  await using world = await openProductWorld(n, { webFolder: await buildPage(), text: 'zipf' })
  await using browser = await openBenchBrowser()
  await using tab = await browser.open(world.port)
  await tab.openDevice({ grant: await world.signIn('owner'), projectId: world.projectId, n })
  figures.add('web-search-ready', world.name, n, await tab.openSearch())
  const queries = Array.from({ length: WORDS }, (_, i) => typed(zipfWord(zipfRank(i)))).flat()
  await tab.search([...new Set(queries)].slice(0, WORDS))
  for (const ms of await tab.search(queries)) figures.add('web-search', world.name, n, ms)
}
