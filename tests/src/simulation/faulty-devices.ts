import { MemoryDisk } from '@holdfast/client/store/memory'
import { type ClientId, keyOf, type RowKey } from '@holdfast/domain'
import type { Change, Committed, Delta, Store, SyncedRow } from '@holdfast/sync'
import { memoryDisk, type SimDisk } from './disks.ts'
import type { Seams } from './simulation.ts'

type Commit = Store['commit']

/** The store with another commit; all else is its own. */
const committing = (store: Store, commit: Commit): Store => ({
  load: () => store.load(),
  commit,
  since: (seq) => store.since(seq),
  outbox: () => store.outbox(),
  fold: () => store.fold(),
  tornPieces: () => store.tornPieces(),
  destroy: () => store.destroy(),
  [Symbol.asyncDispose]: async () => store[Symbol.asyncDispose](),
})

/** Before a store sees them, deltas become what `change` makes of them. */
const changingDeltas = (change: (delta: Delta) => Delta): Seams => ({
  wrapStore: (store) =>
    committing(store, (changes) =>
      store.commit(
        changes.map((one) => (one.type === 'delta' ? { ...one, delta: change(one.delta) } : one)),
      ),
    ),
})

/** A frame is taken wherever the bucket stands. */
const outOfOrder = (): Seams => ({
  wrapStore: (store) =>
    committing(store, async (changes) => {
      const { meta } = await store.outbox()
      const position = { ...meta.positions }
      const moved = changes.map((change): Change => {
        if (change.type !== 'delta' || change.delta.from === null) return change
        const { bucket, from, to } = change.delta
        const held = position[bucket] ?? from
        position[bucket] = Math.max(held, to)
        return { ...change, delta: { ...change.delta, from: Math.min(from, held) } }
      })
      return store.commit(moved)
    }),
})

/** The content of a row stays what it was first, under whatever version comes. */
const olderStays = (): Seams => {
  const first = new Map<RowKey, SyncedRow>()
  return changingDeltas((delta) => ({
    ...delta,
    rows: delta.rows.map((row) => {
      const known = first.get(keyOf(row)) ?? row
      first.set(keyOf(row), known)
      return { ...known, row: { ...known.row, version: row.row.version } } as SyncedRow
    }),
  }))
}

const positionsWithoutRows = (): Seams => {
  let nth = 0
  return changingDeltas((delta) =>
    delta.from !== null && ++nth % 5 === 0 ? { ...delta, rows: [] } : delta,
  )
}

const removalsDropped = (): Seams => changingDeltas((delta) => ({ ...delta, removed: [] }))

/** It says that it keeps every sixth draft, and does not. */
const keptInWordsOnly = (): Seams => {
  let nth = 0
  return {
    wrapStore: (store) =>
      committing(store, async (changes): Promise<Committed> => {
        const isDraft = changes.every(({ type }) => type === 'draft')
        if (!isDraft || ++nth % 6 > 0) return store.commit(changes)
        const { meta } = await store.outbox()
        return { entries: [], meta, stale: [], foldDue: false }
      }),
  }
}

/** Memory disks that do something of their own after a commit. */
const meddlingDisk = (meddle: (disk: MemoryDisk, committed: Committed) => void): Seams => ({
  openDisk: (): SimDisk => {
    const disk = new MemoryDisk()
    const sound = memoryDisk(disk)
    return {
      ...sound,
      open: async (options) => {
        const store = await sound.open(options)
        return committing(store, async (changes) => {
          const committed = await store.commit(changes)
          meddle(disk, committed)
          return committed
        })
      },
    }
  },
})

/** Now and then the journal has a mutation that the outbox has not. */
const journalAlone = (): Seams => {
  let nth = 0
  return meddlingDisk((disk, { entries }) => {
    for (const { event } of entries)
      if (event.type === 'mutation' && ++nth % 6 === 0) disk.outbox.delete(event.entry.id)
  })
}

const outboxDiscarded = (): Seams =>
  meddlingDisk((disk, { entries }) => {
    if (entries.some(({ event }) => event.type === 'unsettled')) disk.outbox.clear()
  })

/** What was acknowledged is kept no longer than it is awaited. */
const acknowledgedWorkForgotten = (): Seams => meddlingDisk((disk) => disk.sent.clear())

/** Each tab numbers its mutations by itself, from where the store stood when it was opened. */
const idsOfTabs = (): Seams => ({
  openDisk: (): SimDisk => {
    const disk = new MemoryDisk()
    const sound = memoryDisk(disk)
    return {
      ...sound,
      open: async (options) => {
        const store = await sound.open(options)
        let next = disk.state?.meta.nextMutationId ?? 1
        return committing(store, async (changes) => {
          const { state } = disk
          const drafts = changes.filter(({ type }) => type === 'draft').length
          if (state && drafts > 0) state.meta.nextMutationId = next
          const committed = await store.commit(changes)
          next += drafts
          return committed
        })
      },
    }
  },
})

/** What was applied is let go at once, whether or not it has come back. */
const gladOfTheReply = (): Seams => ({
  wrapTransport: (transport) => ({
    ...transport,
    push: async (request) => {
      const reply = await transport.push(request)
      if (reply.status !== 'done') return reply
      const results = reply.results.map((result) =>
        result.status === 'applied' ? { ...result, at: {} } : result,
      )
      return { ...reply, results }
    },
  }),
})

/** A computer never takes another client id than its first. */
const oneClientForGood = (): Seams => {
  const first = new Map<string, ClientId>()
  return {
    newClientId: (fresh, computer) => {
      const known = first.get(computer) ?? fresh
      first.set(computer, known)
      return known
    },
  }
}

/** Devices with one deliberate fault each. */
export const faultyDevices: Record<string, () => Seams> = {
  'a frame is applied out of order': outOfOrder,
  'the older of two states of a row stays': olderStays,
  'positions advance without rows': positionsWithoutRows,
  'rows that left a bucket stay': removalsDropped,
  'a draft is said to be durable before it is written': keptInWordsOnly,
  'the journal is not atomic with the outbox': journalAlone,
  'a new epoch discards the outbox': outboxDiscarded,
  'tabs number their mutations without the store': idsOfTabs,
  'an entry leaves the outbox on the reply': gladOfTheReply,
  'a client id is used on after a clone': oneClientForGood,
  'what was acknowledged is not kept': acknowledgedWorkForgotten,
}
