import { type Breaker, BreakerOpen } from '../breaker/port.ts'
import type { KeptIndex } from './kept-index.ts'
import { marksOf } from './marks.ts'
import { skippedBy } from './meilisearch.ts'
import type { SearchEngine, SearchIndex, SearchPage, TaskSearch } from './port.ts'
import { cursorBehind } from './postgres.ts'

/** Which engine answered. */
interface SearchAnswered {
  engine: SearchEngine
  /** Did it stand in for one that was away, slow or behind? */
  stoodIn: boolean
  seconds: number
}

export interface FallbackOptions {
  /** Of the first engine. */
  breaker: Breaker
  /** Longest the first engine may take, in ms. Default 250. */
  budget?: number
  /** Does the first engine know all that the record holds, but for the last few seconds? */
  isCurrent: () => boolean
  /** How often it was found not to. */
  marks: () => number
  onAnswer?: (answered: SearchAnswered) => void
  /** The first engine failed or was too slow. */
  onFailure?: (error: unknown) => void
}

const BUDGET = 250

/** A cursor belongs to the engine that gave it. */
const named = (page: SearchPage): SearchPage => ({
  ...page,
  next: page.next === null ? null : `${page.engine}:${page.next}`,
})

const engineOf = (cursor: string): [SearchEngine, string] => {
  const cut = cursor.indexOf(':')
  const engine = cursor.slice(0, cut)
  if (engine !== 'postgres' && engine !== 'meilisearch') throw new Error('not a cursor of a search')
  return [engine, cursor.slice(cut + 1)]
}

/**
 * Asks the first engine, and the record itself whenever that one is away, slow, behind, or does not
 * understand the question. Never fails because of the first engine.
 */
export const searchWithFallback = (
  primary: KeptIndex,
  record: SearchIndex,
  { breaker, budget = BUDGET, isCurrent, marks, onAnswer, onFailure }: FallbackOptions,
): SearchIndex => {
  const askPrimary = async (search: TaskSearch): Promise<SearchPage | null> => {
    try {
      return await breaker.run((signal) => primary.searchTasks(search, signal), budget)
    } catch (error) {
      if (!(error instanceof BreakerOpen)) onFailure?.(error)
      return null
    }
  }

  const askRecord = (search: TaskSearch, from: SearchEngine | null): Promise<SearchPage> => {
    const { after, limit } = search
    if (from === 'postgres' || after === null) return record.searchTasks(search)
    return record.searchTasks({ ...search, after: cursorBehind(skippedBy(after, limit)) })
  }

  /** Is it one that only the record can answer? */
  const isForRecord = (query: string, from: SearchEngine | null): boolean =>
    from === 'postgres' || !primary.understands(query)

  return {
    async searchTasks(search) {
      const began = performance.now()
      const [from, after] = search.after === null ? [null, null] : engineOf(search.after)
      const asked = { ...search, after }
      const answered = (page: SearchPage, stoodIn: boolean): SearchPage => {
        onAnswer?.({ engine: page.engine, stoodIn, seconds: (performance.now() - began) / 1000 })
        return named(page)
      }
      if (isForRecord(search.query, from)) return answered(await askRecord(asked, from), false)
      if (isCurrent()) {
        const page = await askPrimary(asked)
        if (page) return answered(page, false)
      }
      return answered(await askRecord(asked, from), true)
    },
    marksOf,
    inCharge() {
      if (!isCurrent() || breaker.isOpen) return record.inCharge()
      const { engine, name } = primary.inCharge()
      return { engine, name: `${name}:${marks()}` }
    },
  }
}
