import type { Readable } from 'node:stream'

/** A blob that is open to be read. */
export interface OpenBlob {
  /** In bytes. */
  size: number
  /** To be read once, to its end or until it is destroyed. */
  stream: Readable
}

export interface BlobEntry {
  key: string
  /** In bytes. */
  size: number
  modifiedAt: Date
}

/**
 * Bytes by key: what is too large for the record and can be made anew, or is kept beside it. Keys are
 * paths of names of small letters, digits and `._-`, a name never beginning with a dot. Every method
 * throws a TypeError for another key.
 */
export interface BlobStore {
  /** Durable on return, and seen whole or not at all. What the key held before is replaced. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** null: there is no such blob. What is open stays readable when it is replaced or deleted. */
  open(key: string): Promise<OpenBlob | null>
  /** Blobs that are not there are no error. */
  delete(keys: readonly string[]): Promise<void>
  /**
   * The blobs whose keys begin with `prefix`, in no order: '' or a path that ends with a slash.
   * A blob that comes or goes meanwhile may be among them or not.
   */
  list(prefix: string): AsyncIterable<BlobEntry>
}

const KEY = /^[a-z0-9_-][a-z0-9._-]*(\/[a-z0-9_-][a-z0-9._-]*)*$/
const LONGEST_KEY = 512

/** @throws TypeError */
export const requireKey = (key: string): void => {
  if (key.length > LONGEST_KEY || !KEY.test(key)) throw new TypeError('not the key of a blob')
}

/** @throws TypeError */
export const requirePrefix = (prefix: string): void => {
  if (prefix === '') return
  if (!prefix.endsWith('/')) throw new TypeError('not a prefix of blobs')
  requireKey(prefix.slice(0, -1))
}
