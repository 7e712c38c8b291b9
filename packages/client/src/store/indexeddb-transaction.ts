import { type OutboxEntry, type OutboxPart, type SentEntry, StorageError } from '@holdfast/sync'
import {
  type DBSchema,
  type IDBPDatabase,
  type IDBPTransaction,
  type StoreNames,
  unwrap,
} from 'idb'
import type { DiskState, StoredEntry, Wreck, Writes } from './disk.ts'
import { fromFormat1 } from './earlier-state.ts'
import { assertOutbox, isDiskState, isOutboxEntry, isSentEntry, Torn } from './torn.ts'

/** What the database holds. */
export interface Tables extends DBSchema {
  page: { key: string; value: Uint8Array }
  journal: { key: number; value: StoredEntry }
  outbox: { key: number; value: OutboxEntry; indexes: { settled: string } }
  /** By time, so that the oldest go in one request. */
  sent: { key: [at: string, id: number]; value: SentEntry }
  meta: { key: string; value: DiskState }
  /** What could not be read, for the person. */
  torn: { key: number; value: string }
}
type Table = 'page' | 'journal' | 'outbox' | 'sent' | 'meta' | 'torn'
export type Database = IDBPDatabase<Tables>
export type Transaction = IDBPTransaction<Tables, Table[], 'readonly' | 'readwrite'>

export const tables: Table[] = ['page', 'journal', 'outbox', 'sent', 'meta', 'torn']

/** @throws Torn, StorageError `closed` when the store was destroyed */
export const stateIn = async (tx: Transaction): Promise<DiskState> => {
  const state = await readable(unwrap(tx.objectStore('meta')).get('state'))
  if (isDiskState(state)) return state
  const left = await Promise.all([tx.objectStore('meta').count(), tx.objectStore('outbox').count()])
  if (left.some((count) => count > 0)) throw new Torn()
  throw new StorageError('closed', new Error('the store was destroyed'))
}

/** @throws Torn */
export const outboxIn = async (
  tx: Transaction,
  part: OutboxPart = 'all',
): Promise<OutboxEntry[]> => {
  const table = unwrap(tx.objectStore('outbox'))
  const read = async (request: IDBRequest<unknown[]>) =>
    assertOutbox((await readable(request)) ?? [undefined])
  if (part === 'all') return read(table.getAll())
  const [first] = part.ids
  const [settled, named] = await Promise.all([
    read(table.index('settled').getAll()),
    first === undefined ? [] : read(table.getAll(rangeOf(part.ids, first))),
  ])
  const byId = new Map([...settled, ...named].map((entry) => [entry.id, entry]))
  return [...byId.values()].sort((a, b) => a.id - b.id)
}

/** Ids of one batch follow each other, so that one request reads them, with few besides. */
const rangeOf = (ids: readonly number[], first: number): IDBKeyRange => {
  const [low, high] = ids.reduce(
    ([least, most], id) => [Math.min(least, id), Math.max(most, id)],
    [first, first],
  )
  return IDBKeyRange.bound(low, high)
}

/** Whatever can be read, one by one. */
export const wreckIn = async (tx: Transaction): Promise<Wreck> => {
  const values = async (name: 'meta' | 'outbox' | 'sent'): Promise<unknown[]> => {
    const keys = await tx.objectStore(name).getAllKeys()
    return Promise.all(keys.map((key) => readable(unwrap(tx.objectStore(name)).get(key))))
  }
  const [states, entries, sent] = await Promise.all([
    values('meta'),
    values('outbox'),
    values('sent'),
  ])
  const state = states.find(isDiskState)
  const lost = entries.filter((entry) => !isOutboxEntry(entry))
  return {
    state,
    outbox: entries.filter(isOutboxEntry),
    sent: sent.filter(isSentEntry),
    pieces: [...(state ? [] : states), ...lost].map((value) => JSON.stringify(value) ?? ''),
  }
}

/** Undefined where the journal cannot be read. */
export const journalAfter = (tx: Transaction, seq: number): Promise<StoredEntry[] | undefined> =>
  readable(unwrap(tx.objectStore('journal')).getAll(IDBKeyRange.lowerBound(seq, true)))

/** Undefined where the page is not there or cannot be read. */
export const pageIn = async (tx: Transaction, key: string): Promise<Uint8Array | undefined> => {
  const bytes: unknown = await readable(unwrap(tx.objectStore('page')).get(key))
  return bytes instanceof Uint8Array ? bytes : undefined
}

/** Undefined where what is stored cannot be read; the transaction goes on. */
const readable = <T>(request: IDBRequest<T>): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = (event) => {
      if (request.error?.name === 'AbortError') return reject(request.error)
      event.preventDefault()
      resolve(undefined)
    }
  })

const sentKey = ({ at, entry }: SentEntry): [string, number] => [at, entry.id]

/** Requests all of it. One that fails aborts the transaction, whose end tells. */
export const write = (tx: Transaction, writes: Writes): void => {
  const table = (name: Table) => unwrap(tx.objectStore(name)) as IDBObjectStore
  const [page, journal, outbox, sent] = [
    table('page'),
    table('journal'),
    table('outbox'),
    table('sent'),
  ]
  for (const id of writes.outboxDeletes ?? []) outbox.delete(id)
  for (const one of writes.sentDeletes ?? []) sent.delete(sentKey(one))
  if (writes.sentDeletesBefore) sent.delete(IDBKeyRange.upperBound([writes.sentDeletesBefore]))
  if (writes.journalDeletesThrough !== undefined)
    journal.delete(IDBKeyRange.upperBound(writes.journalDeletesThrough))
  for (const prefix of writes.pageDeletes ?? [])
    page.delete(IDBKeyRange.bound(prefix, `${prefix}\uffff`))
  for (const entry of writes.outboxPuts ?? []) outbox.put(entry, entry.id)
  for (const one of writes.sentPuts ?? []) sent.put(one, sentKey(one))
  for (const entry of writes.journalPuts ?? []) journal.put(entry, entry.seq)
  for (const { key, bytes } of writes.pagePuts ?? []) page.put(bytes, key)
  table('meta').put(writes.state, 'state')
}

/** Keeps the outbox and who the device is; the rest is joined anew. [D13] */
export const leaveFormat1 = async (
  tx: IDBPTransaction<Tables, StoreNames<Tables>[], 'versionchange'>,
): Promise<void> => {
  const meta = tx.objectStore('meta')
  const earlier = await meta.get('state')
  if (!earlier) return
  await Promise.all([
    tx.objectStore('page').clear(),
    tx.objectStore('journal').clear(),
    meta.put(fromFormat1(earlier), 'state'),
  ])
}

/** Ends the transaction, if it has not ended, and waits for that. */
export const abort = async (tx: Transaction): Promise<void> => {
  try {
    tx.abort()
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error
  }
  await tx.done.catch(() => undefined)
}

/** For a promise that may fail before, or without, anyone looking. */
export const observed = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => undefined)
  return promise
}

/** What the database failed with, as `StorageError`; a bug stays what it is. */
export const storageError = (error: unknown): unknown => {
  if (!(error instanceof DOMException)) return error
  if (error.name === 'QuotaExceededError') return new StorageError('quota', error)
  if (error.name === 'VersionError') return new StorageError('outdated', error)
  return new StorageError(error.name === 'InvalidStateError' ? 'closed' : 'other', error)
}
