import type { TaskFilters } from '@holdfast/db'
import type { Bucket, ProjectId, TaskId } from '@holdfast/domain'

/** What a search may be narrowed by: all that a list may, and the exact title (`title.keyword`). */
export interface SearchFilters extends TaskFilters {
  title?: string | undefined
}

/** Another order than the best match first. Tasks without the date come last either way. */
export interface SearchSort {
  by: 'title' | 'dueDate' | 'createdAt' | 'updatedAt'
  direction: 'ascending' | 'descending'
}

export interface TaskSearch {
  /**
   * As the person typed it: words, "a phrase", -without, or. The last word may be unfinished; only
   * `-without` finds nothing.
   */
  query: string
  /** Nothing outside them is found. The server computes them; a caller never names them. */
  buckets: readonly Bucket[]
  filters: SearchFilters
  /** null: the best match first. */
  sort: SearchSort | null
  /** Most ids of a page. */
  limit: number
  /** The `next` of the page before, untouched and with all else the same; null begins. */
  after: string | null
}

export type SearchEngine = 'postgres' | 'meilisearch'

/** How many tasks match: exactly so many, or so many and perhaps more. */
export interface SearchTotal {
  count: number
  relation: 'exact' | 'at-least'
}

export interface SearchPage {
  /** In the order that was asked for. */
  ids: TaskId[]
  /** null at the end. */
  next: string | null
  total: SearchTotal
  /** Which engine answered. */
  engine: SearchEngine
}

/** From one UTF-16 code unit of a text up to but not including another. */
export type Mark = readonly [from: number, to: number]

/** What would be asked first at this moment. */
export interface SearchCharge {
  engine: SearchEngine
  /**
   * What it answers may be given again as long as this is the same, and the record with it. An index
   * that was found to be behind is in charge under another name when it comes back.
   */
  name: string
}

/**
 * Full text over the tasks' titles and descriptions. It names tasks; what is shown of them is read
 * from the record, so an index that is behind tells nobody anything it should not.
 */
export interface SearchIndex {
  /** Tasks in the trash or in a deleted project are not found. */
  searchTasks(search: TaskSearch, signal?: AbortSignal): Promise<SearchPage>
  /** Where a text answers the query, to be shown marked: positions, so that no markup is ever made. */
  marksOf(query: string, text: string): Mark[]
  inCharge(): SearchCharge
}

/** What differed between the index and the record, and was mended. */
export interface Reconciled {
  /** Tasks of the record that were compared. */
  compared: number
  /** Documents that were missing or old. */
  written: number
  /** Documents of tasks that are not to be found any more. */
  removed: number
}

/** How far a long run has come, in tasks. */
export type OnProgress = (done: number, of: number) => void

/**
 * Keeps an index apart from the record equal to it. Every call reads the record anew and writes what
 * it finds there, until that is what the record says, so that nothing older stays in its place.
 */
export interface SearchUpkeep {
  /** What keeps the index; null where the record itself is searched and nothing needs to be kept. */
  readonly engine: SearchEngine | null
  /** @returns when a search finds these tasks as the record has them now */
  refreshTasks(ids: readonly TaskId[], signal?: AbortSignal): Promise<void>
  /** Every task of the project, as when it is deleted or restored. */
  refreshProject(id: ProjectId, signal?: AbortSignal): Promise<void>
  /** Compares all of the index with the record by id and version, page by page, and mends it. */
  reconcile(signal?: AbortSignal, onProgress?: OnProgress): Promise<Reconciled>
  /** Builds a new index and puts it in the place of the old one; writes may go on meanwhile. */
  reindex(signal?: AbortSignal, onProgress?: OnProgress): Promise<Reconciled>
}
