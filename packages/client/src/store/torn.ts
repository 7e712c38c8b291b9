import { isoDate } from '@holdfast/domain'
import type { OutboxEntry, SentEntry } from '@holdfast/sync'
import { type DiskState, newDiskState } from './disk.ts'
import { nowOf, type StoreOptions } from './options.ts'

/**
 * The outbox, or the record that says how far everything is, cannot be read, or the database itself
 * is damaged. The store mends it.
 */
export class Torn extends Error {
  constructor(cause?: unknown) {
    super('the store is torn', { cause })
    this.name = 'Torn'
  }
}

/** Undefined where it is no JSON. */
export const parsed = (text: unknown): unknown => {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

export const isDiskState = (value: unknown): value is DiskState => {
  if (!isRecord(value) || !isRecord(value.meta)) return false
  const { userId, clientId, nextMutationId, foldedThrough, positions, joins, downloads } =
    value.meta
  const texts = [userId, clientId]
  const numbers = [nextMutationId, foldedThrough, value.lastSeq, value.rowsWaiting]
  return (
    texts.every((text) => typeof text === 'string') &&
    numbers.every(Number.isSafeInteger) &&
    [positions, joins, downloads].every(isRecord)
  )
}

export const isOutboxEntry = (value: unknown): value is OutboxEntry => {
  if (!isRecord(value)) return false
  const { id, draftId, name, version, at, settlement } = value
  return (
    Number.isSafeInteger(id) &&
    Number.isSafeInteger(version) &&
    [draftId, name, at].every((text) => typeof text === 'string') &&
    'args' in value &&
    (settlement === undefined || isRecord(settlement))
  )
}

export const isSentEntry = (value: unknown): value is SentEntry =>
  isRecord(value) && typeof value.at === 'string' && isOutboxEntry(value.entry)

/** @throws Torn when one of them is none */
export const assertOutbox = (entries: readonly unknown[]): OutboxEntry[] => {
  if (!entries.every(isOutboxEntry)) throw new Torn()
  return [...entries]
}

/** A number of the journal further than any tab can have read: each of them begins anew. */
export const leapFrom = (seq: number, options: StoreOptions): number =>
  Math.max(seq + 1, Math.floor(nowOf(options)))

/** Of a store that was there, and of which nothing is left: the browser took it away. */
export const stateAnew = (options: StoreOptions): DiskState => {
  const { userId, newClientId } = options
  const fresh = newDiskState(userId, newClientId())
  const seq = leapFrom(0, options)
  const torn = { at: isoDate(new Date(nowOf(options))), pieces: 0 }
  const meta = { ...fresh.meta, foldedThrough: seq, torn }
  return { ...fresh, meta, lastSeq: seq, clearedAt: seq }
}
