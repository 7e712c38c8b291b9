import { type Bucket, isoDate } from '@holdfast/domain'
import { type Change, KEPT_MS, planCommit } from '@holdfast/sync'
import { type Decision, type Now, newDiskState, type Wreck, type Writes } from './disk.ts'
import { nowOf, type StoreOptions } from './options.ts'
import { leapFrom } from './torn.ts'

/**
 * What a torn store goes on from, in place of everything that it had: every entry of the outbox that
 * can be read, numbered anew for another client id since nobody knows what was sent under the old
 * one, what has left it, and nothing that the server can send again. The record knows by their drafts
 * what it has applied. [P13]
 */
export const mended = (wreck: Wreck, options: StoreOptions): Writes => {
  const { state, pieces } = wreck
  const { outbox, sent } = state ? wreck : unanswered(wreck, options)
  const { userId, newClientId } = options
  const { meta, lastSeq } = state ?? newDiskState(userId, newClientId())
  const at = isoDate(new Date(nowOf(options)))
  const positions = {}
  const bare = { ...meta, positions, joins: positions, downloads: positions }
  const anew: Change = {
    type: 'new-client',
    replaces: meta.clientId,
    clientId: newClientId(),
    at,
  }
  const plan = planCommit({ meta: bare, outbox, sent }, [anew])
  const entries = new Map(outbox.map((entry) => [entry.id, entry]))
  for (const id of plan.outboxDeletes) entries.delete(id)
  for (const entry of plan.outboxPuts) entries.set(entry.id, entry)
  const seq = leapFrom(lastSeq, options)
  const torn = { at, pieces: (meta.torn?.pieces ?? 0) + pieces.length }
  return {
    state: {
      meta: { ...plan.meta, foldedThrough: seq, torn },
      lastSeq: seq,
      rowsWaiting: 0,
      clearedAt: seq,
    },
    outboxPuts: [...entries.values()],
    sentPuts: plan.sentPuts,
  }
}

/**
 * Without a state nobody knows which life of the record it was that acknowledged something: all that
 * is kept waits again.
 */
const unanswered = (
  { outbox, sent }: Wreck,
  options: StoreOptions,
): Pick<Wreck, 'outbox' | 'sent'> => {
  const keptSince = isoDate(new Date(nowOf(options) - KEPT_MS))
  const withdrawn = outbox.map(({ settlement, ...entry }) =>
    settlement && settlement.status !== 'applied' ? { ...entry, settlement } : entry,
  )
  const back = sent.flatMap(({ at, entry }) => (at >= keptSince ? entry : []))
  return { outbox: [...back, ...withdrawn], sent: [] }
}

/** The journal is torn: what the server can send again goes, and is joined again. */
export const withoutBase = ({ state, ...held }: Now, options: StoreOptions): Decision<void> => {
  const { positions, joins, downloads } = state.meta
  const buckets = Object.keys({ ...positions, ...joins, ...downloads }) as Bucket[]
  const forget: Change = { type: 'forget', buckets }
  const plan = planCommit({ meta: state.meta, ...held }, [forget])
  const { meta, events: _, stale: __, pages: ___, ...ledger } = plan
  // A number past all that there can be tells every tab that what it has is not to be continued.
  const seq = leapFrom(state.lastSeq, options)
  const writes = {
    ...ledger,
    state: { meta: { ...meta, foldedThrough: seq }, lastSeq: seq, rowsWaiting: 0, clearedAt: seq },
    journalDeletesThrough: seq,
    pageDeletes: [''],
  }
  return { writes, result: undefined }
}
