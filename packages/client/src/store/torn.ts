import { isoDate } from '@holdfast/domain'
import { type Change, type OutboxEntry, planCommit } from '@holdfast/sync'
import { type DiskState, newDiskState, type Wreck, type Writes } from './disk.ts'
import type { StoreOptions } from './options.ts'

/** The outbox, or the record that says how far everything is, cannot be read. The store mends it. */
export class Torn extends Error {
  constructor() {
    super('the store is torn')
    this.name = 'Torn'
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

/** @throws Torn when one of them is none */
export const assertOutbox = (entries: readonly unknown[]): OutboxEntry[] => {
  if (!entries.every(isOutboxEntry)) throw new Torn()
  return [...entries]
}

/** A number of the journal further than any tab can have read: each of them begins anew. */
const leapFrom = (seq: number): number => Math.max(seq + 1, Date.now())

/** Of a store that was there, and of which nothing is left: the browser took it away. */
export const stateAnew = ({ userId, newClientId }: StoreOptions): DiskState => {
  const fresh = newDiskState(userId, newClientId())
  const seq = leapFrom(0)
  const torn = { at: isoDate(new Date()), pieces: 0 }
  const meta = { ...fresh.meta, foldedThrough: seq, torn }
  return { ...fresh, meta, lastSeq: seq, clearedAt: seq }
}

/**
 * What a torn store goes on from, in place of everything that it had: every entry of the outbox that
 * can be read, numbered anew for another client id since nobody knows what was sent under the old
 * one, and nothing that the server can send again.
 */
export const mended = ({ state, outbox, pieces }: Wreck, options: StoreOptions): Writes => {
  const { userId, newClientId } = options
  const { meta, lastSeq } = state ?? newDiskState(userId, newClientId())
  const at = isoDate(new Date())
  const positions = {}
  const bare = { ...meta, positions, joins: positions, downloads: positions }
  const anew: Change = {
    type: 'new-client',
    replaces: meta.clientId,
    clientId: newClientId(),
    at,
  }
  const plan = planCommit({ meta: bare, outbox, sent: [] }, [anew])
  const entries = new Map(outbox.map((entry) => [entry.id, entry]))
  for (const id of plan.outboxDeletes) entries.delete(id)
  for (const entry of plan.outboxPuts) entries.set(entry.id, entry)
  const seq = leapFrom(lastSeq)
  const torn = { at, pieces: (meta.torn?.pieces ?? 0) + pieces.length }
  return {
    state: {
      meta: { ...plan.meta, foldedThrough: seq, torn },
      lastSeq: seq,
      rowsWaiting: 0,
      clearedAt: seq,
    },
    outboxPuts: [...entries.values()],
  }
}
