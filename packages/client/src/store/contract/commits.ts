import { type ClientId, isoDate, type UserId } from '@holdfast/domain'
import { type Change, type Epoch, type OutboxEntry, StorageError, type Store } from '@holdfast/sync'
import { expect, test } from 'vitest'
import { contentOf } from './base-of.ts'
import type { Bench } from './harness.ts'
import {
  at,
  bucketA,
  bucketB,
  deltaChange,
  draft,
  epoch,
  join,
  newEpoch,
  settle,
  taskRow,
  uuid,
} from './rows.ts'

/** What a commit does and what of it is there after the store was closed. */
export const commitCases = (bench: Bench): void => {
  const idsOf = (entries: readonly OutboxEntry[]) => entries.map(({ id }) => id)

  test('[D1] a draft gets the next id, in the outbox and in the journal', async () => {
    const store = await bench.open()
    const first = await store.commit([draft({ title: 'one' }), draft({ title: 'two' })])
    const second = await store.commit([draft({ title: 'three' })])
    expect(first.entries.map(({ seq }) => seq)).toEqual([1, 2])
    expect(second.entries).toMatchObject([
      { seq: 3, event: { type: 'mutation', entry: { id: 3, args: { title: 'three' } } } },
    ])
    const { meta, entries } = await store.outbox()
    expect(entries.map(({ args }) => args)).toEqual([
      { title: 'one' },
      { title: 'two' },
      { title: 'three' },
    ])
    expect(meta.nextMutationId).toBe(4)
  })

  test('what was committed is there after closing and opening', async () => {
    const before = await bench.open()
    await before.commit([join(bucketA, 7, [taskRow(1, 1), taskRow(2, 2)]), draft({ n: 1 })])
    const content = await contentOf(before)
    await before[Symbol.asyncDispose]()
    const after = await bench.open()
    expect(await contentOf(after)).toEqual(content)
    expect(content.meta.positions).toEqual({ [bucketA]: 7 })
    expect(idsOf(content.outbox)).toEqual([1])
  })

  test('a commit that fails half-way leaves neither rows nor outbox entries', async () => {
    const store = await bench.open()
    await store.commit([draft({ n: 1 })])
    const before = await contentOf(store)
    const poison = {
      get value() {
        throw new Error('cannot be kept')
      },
    }
    const changes = [draft({ n: 2 }), join(bucketA, 7, [taskRow(1, 1)]), draft(poison)]
    await expect(store.commit(changes)).rejects.toThrow()
    expect(await contentOf(store)).toEqual(before)
    expect(await store.since(1)).toEqual([])
    const { entries } = await store.commit([draft({ n: 3 })])
    expect(entries).toMatchObject([{ seq: 2, event: { entry: { id: 2 } } }])
  })

  test('[D4] a delta that does not continue the position is not written, and its bucket is stale', async () => {
    const store = await bench.open()
    await store.commit([join(bucketA, 7, [taskRow(1, 1)])])
    const gap = deltaChange({ bucket: bucketA, from: 8, to: 9, rows: [taskRow(1, 9)] })
    const old = deltaChange({ bucket: bucketA, from: 6, to: 7, rows: [taskRow(1, 9)] })
    expect(await store.commit([gap])).toMatchObject({ entries: [], stale: [bucketA] })
    expect(await store.commit([old])).toMatchObject({ entries: [], stale: [] })
    expect((await store.outbox()).meta.positions).toEqual({ [bucketA]: 7 })
  })

  test('[O1] an entry goes in the commit that brings its effect', async () => {
    const store = await bench.open()
    await store.commit([join(bucketA, 7, []), draft(), draft()])
    const { clientId } = (await store.outbox()).meta
    const applied = { id: 1, status: 'applied', at: { [bucketA]: 8 } } as const
    await store.commit([settle(clientId, [applied])])
    expect(idsOf((await store.outbox()).entries)).toEqual([1, 2])
    const { entries } = await store.commit([deltaChange({ bucket: bucketA, from: 7, to: 8 })])
    expect(entries).toMatchObject([{ event: { type: 'delta', dropped: [1] } }])
    expect(idsOf((await store.outbox()).entries)).toEqual([2])
  })

  test('[D6] the first rows of another epoch end what was known, and the outbox stays', async () => {
    const store = await bench.open()
    await store.commit([join(bucketA, 7, [taskRow(1, 1)]), join(bucketB, 3, []), draft(), draft()])
    await store.fold()
    const { clientId } = (await store.outbox()).meta
    const applied = { id: 1, status: 'applied', at: { [bucketA]: 8 } } as const
    await store.commit([settle(clientId, [applied])])
    const before = await contentOf(store)
    await store.commit([newEpoch(1)])
    expect((await contentOf(store)).base).toEqual(before.base)
    expect((await store.outbox()).meta).toMatchObject({ positions: {}, joins: {} })
    const page = { bucket: bucketB, from: null, to: 2, rows: [taskRow(2, 1)] }
    await store.commit([deltaChange(page, 'epoch-2' as Epoch)])
    const content = await contentOf(store)
    expect(content.base).toEqual({ [bucketB]: { [`task:${taskRow(2, 1).row.id}`]: taskRow(2, 1) } })
    expect(content.meta).toMatchObject({ epoch: 'epoch-2', positions: { [bucketB]: 2 }, joins: {} })
    expect(idsOf(content.outbox)).toEqual([1, 2])
    expect(content.outbox.every(({ settlement }) => settlement === undefined)).toBe(true)
    await store.fold()
    expect(await contentOf(store)).toEqual(content)
  })

  const seen = async (store: Store, days: number) => {
    const { meta } = await store.outbox()
    const id = meta.nextMutationId
    const to = meta.positions[bucketA] ?? 0
    const when = isoDate(new Date(Date.parse(at) + days * 24 * 60 * 60 * 1000))
    const applied = { id, status: 'applied', at: { [bucketA]: to + 1 } } as const
    await store.commit([draft({ n: id })])
    await store.commit([{ ...settle(meta.clientId, [applied]), at: when } as Change])
    const delta = deltaChange({ bucket: bucketA, from: to, to: to + 1 })
    await store.commit([{ ...delta, at: when } as Change])
  }

  test('[A1] [A2] what was acknowledged is kept through a fold, and is back when another life lacks it', async () => {
    const store = await bench.open()
    await store.commit([join(bucketA, 0, [])])
    for (const day of [0, 3, 7]) await seen(store, day)
    await store.fold()
    expect((await store.outbox()).entries).toEqual([])
    await store[Symbol.asyncDispose]()
    const again = await bench.open()
    const { entries } = await again.commit([newEpoch(2)])
    expect(entries.map(({ event }) => event.type)).toEqual(['unsettled', 'mutation', 'mutation'])
    expect((await again.outbox()).entries).toMatchObject([
      { id: 2, args: { n: 2 } },
      { id: 3, args: { n: 3 } },
    ])
    await again.commit([newEpoch(1, 'epoch-3' as Epoch)])
    expect(idsOf((await again.outbox()).entries)).toEqual([1, 2, 3])
  })

  test('[A1] [A4] what was acknowledged is gone after 7 days: the rest goes under a new client id', async () => {
    const store = await bench.open()
    await store.commit([join(bucketA, 0, [])])
    for (const day of [0, 8, 9]) await seen(store, day)
    await store.commit([newEpoch(1)])
    const { meta, entries } = await store.outbox()
    expect(meta).toMatchObject({ clientId: uuid(0xc9), reissued: { at, count: 2 } })
    expect(entries).toMatchObject([
      { id: 1, args: { n: 2 } },
      { id: 2, args: { n: 3 } },
    ])
    await store.commit([{ type: 'reissue-seen' }])
    expect((await store.outbox()).meta).not.toHaveProperty('reissued')
  })

  test('[D7] a new client id numbers pending work anew, nothing lost', async () => {
    const store = await bench.open()
    await store.commit([draft({ n: 1 }), draft({ n: 2 }), draft({ n: 3 })])
    const { clientId } = (await store.outbox()).meta
    const refused = { id: 1, status: 'rejected', code: 'forbidden', message: 'No' } as const
    await store.commit([settle(clientId, [refused])])
    await store.commit([
      { type: 'new-client', replaces: clientId, clientId: uuid<ClientId>(0xc9), at },
    ])
    const { meta, outbox } = await contentOf(store)
    expect(meta).toMatchObject({ clientId: uuid(0xc9), nextMutationId: 3 })
    const pending = outbox.filter(({ settlement }) => !settlement)
    expect(pending).toMatchObject([
      { id: 1, args: { n: 2 } },
      { id: 2, args: { n: 3 } },
    ])
    expect(outbox.filter(({ settlement }) => settlement)).toMatchObject([{ args: { n: 1 } }])
  })

  test('[O3] [O4] a refused entry is discarded or tried again', async () => {
    const store = await bench.open()
    await store.commit([draft({ n: 1 }), draft({ n: 2 })])
    const { clientId } = (await store.outbox()).meta
    const refuse = (id: number) =>
      ({ id, status: 'rejected', code: 'forbidden', message: 'No' }) as const
    await store.commit([settle(clientId, [refuse(1), refuse(2)])])
    await store.commit([
      { type: 'discard', id: 1 },
      { type: 'retry', id: 2 },
    ])
    expect((await store.outbox()).entries).toMatchObject([{ id: 3, args: { n: 2 } }])
  })

  test('what is acknowledged without rows is kept', async () => {
    const store = await bench.open()
    await store.commit([{ type: 'acknowledged', at }])
    const after = await bench.open()
    expect((await after.outbox()).meta.lastAcknowledgedAt).toBe(at)
  })

  test('a destroyed store is gone for all who had it open', async () => {
    const store = await bench.open()
    const other = await bench.open()
    await store.commit([join(bucketA, 7, [taskRow(1, 1)]), draft()])
    await store.fold()
    const { clientId } = (await store.outbox()).meta
    await store.destroy()
    await expect(other.commit([draft()])).rejects.toThrow(StorageError)
    const fresh = await contentOf(await bench.open())
    expect(fresh).toMatchObject({ base: {}, outbox: [], meta: { nextMutationId: 1, epoch: null } })
    expect(fresh.meta.clientId).not.toBe(clientId)
  })

  test('a closed store says so', async () => {
    const store = await bench.open()
    await store[Symbol.asyncDispose]()
    await expect(store.commit([draft()])).rejects.toMatchObject({ reason: 'closed' })
    await expect(store.load()).rejects.toMatchObject({ reason: 'closed' })
  })

  test('a store is not opened for another person', async () => {
    await (await bench.open()).commit([join(bucketA, 7, []), draft()])
    await expect(bench.open({ userId: uuid<UserId>(2) })).rejects.toThrow(StorageError)
    expect((await (await bench.open()).outbox()).meta.epoch).toBe(epoch)
  })
}
