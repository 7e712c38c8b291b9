import { createPageReader, type Page, UnreadablePage } from '@holdfast/sync'
import type { StoredPage } from './disk.ts'
import { gunzip } from './gzip.ts'

/** Undefined: it is torn or of another format. */
export type StoredPageReader = (stored: StoredPage) => Promise<Page | undefined>

/** One for each load, so that its pages share equal values. */
export const createStoredPageReader = (): StoredPageReader => {
  const read = createPageReader()
  return async ({ bytes }) => {
    const text = bytes && (await inflated(bytes))
    if (text === undefined) return undefined
    try {
      return read(text)
    } catch (error) {
      if (error instanceof UnreadablePage) return undefined
      throw error
    }
  }
}

/** Undefined: the bytes are no whole gzip. */
const inflated = (bytes: Uint8Array): Promise<string | undefined> =>
  gunzip(bytes).catch((error: unknown) => {
    if (error instanceof TypeError) return undefined
    throw error
  })
