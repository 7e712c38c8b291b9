import type { TaskFilters } from '@holdfast/db'
import type { Bucket, TaskId } from '@holdfast/domain'

export interface TaskSearch {
  /**
   * As the person typed it: words, "a phrase", -without, or. The last word may be unfinished; only
   * `-without` finds nothing.
   */
  query: string
  /** Nothing outside them is found. The server computes them; a caller never names them. */
  buckets: readonly Bucket[]
  filters: TaskFilters
  /** Most ids of a page. */
  limit: number
  /** The `next` of the page before, untouched; null begins. */
  after: string | null
}

export interface SearchPage {
  /** Best first. */
  ids: TaskId[]
  /** null at the end. */
  next: string | null
}

/**
 * Full text over the tasks' titles and descriptions. It names tasks; what is shown of them is read
 * from the record, so an index that is behind tells nobody anything it should not.
 */
export interface SearchIndex {
  /** Tasks in the trash or in a deleted project are not found. */
  searchTasks(search: TaskSearch): Promise<SearchPage>
}
