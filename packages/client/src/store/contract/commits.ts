import type { ClientId, UserId } from '@holdfast/domain'
import { type Epoch, type OutboxEntry, StorageError } from '@holdfast/sync'
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

  test('[D6] another epoch drops the base and keeps the outbox, acknowledged work to be sent again', async () => {
    const store = await bench.open()
    await store.commit([join(bucketA, 7, [taskRow(1, 1)]), join(bucketB, 3, []), draft(), draft()])
    await store.fold()
    const { clientId } = (await store.outbox()).meta
    const applied = { id: 1, status: 'applied', at: { [bucketA]: 8 } } as const
    await store.commit([settle(clientId, [applied])])
    await store.commit([{ type: 'new-epoch', epoch: 'epoch-2' as Epoch }])
    const content = await contentOf(store)
    expect(content.base).toEqual({})
    expect(content.meta).toMatchObject({ epoch: 'epoch-2', positions: {}, joins: {} })
    expect(idsOf(content.outbox)).toEqual([1, 2])
    expect(content.outbox.every(({ settlement }) => settlement === undefined)).toBe(true)
    await store.fold()
    expect(await contentOf(store)).toEqual(content)
  })

  test('[D7] a new client id numbers pending work anew, nothing lost', async () => {
    const store = await bench.open()
    await store.commit([draft({ n: 1 }), draft({ n: 2 }), draft({ n: 3 })])
    const { clientId } = (await store.outbox()).meta
    const refused = { id: 1, status: 'rejected', code: 'forbidden', message: 'No' } as const
    await store.commit([settle(clientId, [refused])])
    await store.commit([{ type: 'new-client', replaces: clientId, clientId: uuid<ClientId>(0xc9) }])
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
