import { createPageReader, type Page, UnreadablePage } from '@holdfast/sync'
import { gunzip } from '#gzip'

/** Undefined goes in for a page that is not there, and comes out for one that is torn. */
export type StoredPageReader = (bytes: Uint8Array | undefined) => Promise<Page | undefined>

/** One for each load, so that its pages share equal values. */
export const createStoredPageReader = (): StoredPageReader => {
  const read = createPageReader()
  return async (bytes) => {
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
