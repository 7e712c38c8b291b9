import { StorageError } from '@holdfast/sync'
import { Torn } from './torn.ts'

const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
export const SQLITE_NOTADB = 26

/** The primary result code of SQLite, when the error is its. */
export const resultCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined

/** Runs what touches the database; its failures leave as `StorageError`. */
export const failing = <T>(work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (error instanceof StorageError || error instanceof Torn) throw error
    if (resultCode(error) === SQLITE_CORRUPT) throw new Torn(error)
    if (resultCode(error) === SQLITE_FULL) throw new StorageError('quota', error)
    const isClosed = error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE'
    throw new StorageError(isClosed ? 'closed' : 'other', error)
  }
}

/** Undefined where what is stored is torn. */
export const readable = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch (error) {
    if (error instanceof SyntaxError || resultCode(error) === SQLITE_CORRUPT) return undefined
    throw error
  }
}
