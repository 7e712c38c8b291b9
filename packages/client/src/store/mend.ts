import { type Bucket, isoDate } from '@holdfast/domain'
import { type Change, planCommit } from '@holdfast/sync'
import { type Decision, type Now, newDiskState, type Wreck, type Writes } from './disk.ts'
import type { StoreOptions } from './options.ts'
import { leapFrom } from './torn.ts'

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
  // Without a state nobody knows either which client that was.
  for (const { under, ...entry } of plan.outboxPuts)
    entries.set(entry.id, { ...entry, ...(state && under && { under }) })
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

/** The journal is torn: what the server can send again goes, and is joined again. */
export const withoutBase = ({ state, ...held }: Now): Decision<void> => {
  const { positions, joins, downloads } = state.meta
  const buckets = Object.keys({ ...positions, ...joins, ...downloads }) as Bucket[]
  const forget: Change = { type: 'forget', buckets }
  const plan = planCommit({ meta: state.meta, ...held }, [forget])
  const { meta, events: _, stale: __, pages: ___, ...ledger } = plan
  // A number past all that there can be tells every tab that what it has is not to be continued.
  const seq = leapFrom(state.lastSeq)
  const writes = {
    ...ledger,
    state: { meta: { ...meta, foldedThrough: seq }, lastSeq: seq, rowsWaiting: 0, clearedAt: seq },
    journalDeletesThrough: seq,
    pageDeletes: [''],
  }
  return { writes, result: undefined }
}
