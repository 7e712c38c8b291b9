import type { TaskSource } from '../queries/task-source.ts'
import { openInlineIndex } from './inline-index.ts'
import { TextSearch } from './text-search.ts'
import { openWorkerIndex } from './worker-index.ts'

/** In a page the index has a worker of its own; in Node it lives in this thread. */
export const openTextSearch = (source: TaskSource): TextSearch =>
  new TextSearch(source, typeof Worker === 'function' ? openWorkerIndex() : openInlineIndex())
