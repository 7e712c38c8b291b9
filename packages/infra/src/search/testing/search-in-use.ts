import type { Database } from '@holdfast/db'
import { openBreaker } from '../../breaker/breaker.ts'
import { searchWithFallback } from '../fallback.ts'
import { meilisearchIndex } from '../meilisearch.ts'
import type { SearchEngine, SearchIndex, SearchUpkeep } from '../port.ts'
import { postgresSearchIndex } from '../postgres.ts'
import { keptUpkeep, noUpkeep } from '../upkeep.ts'
import { startMeilisearchStandIn } from './meilisearch-stand-in.ts'

/** A search as a server has it, with what its keeper says set by hand. */
export interface SearchInUse extends AsyncDisposable {
  searchOf(db: Database): SearchIndex
  upkeepOf(db: Database): SearchUpkeep
  standing: { isCurrent: boolean; marks: number }
  faults: { status: number | null }
}

/** Longer than a busy machine takes to answer, in ms. */
const BUDGET = 20_000

export const openSearchInUse = async (engine: SearchEngine): Promise<SearchInUse> => {
  const standIn = await startMeilisearchStandIn()
  const standing = { isCurrent: true, marks: 0 }
  const index = meilisearchIndex({ url: standIn.url })
  await index.prepare()
  const keeper = { isCurrent: () => standing.isCurrent, marks: () => standing.marks }
  return {
    searchOf: (db) =>
      engine === 'postgres'
        ? postgresSearchIndex(db)
        : searchWithFallback(index, postgresSearchIndex(db), {
            breaker: openBreaker(),
            budget: BUDGET,
            ...keeper,
          }),
    upkeepOf: (db) => (engine === 'postgres' ? noUpkeep : keptUpkeep(db, index)),
    standing,
    faults: standIn.faults,
    [Symbol.asyncDispose]: () => standIn[Symbol.asyncDispose](),
  }
}
