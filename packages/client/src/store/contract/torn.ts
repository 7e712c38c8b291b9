import type { ClientId } from '@holdfast/domain'
import type { OutboxEntry } from '@holdfast/sync'
import { expect, test } from 'vitest'
import { baseOf, contentOf } from './base-of.ts'
import type { Bench, TearableHarness } from './harness.ts'
import {
  at,
  bucketA,
  bucketB,
  deltaChange,
  draft,
  join,
  newEpoch,
  settle,
  taskRow,
  uuid,
} from './rows.ts'

/** What is left after a disk failed: never less than the outbox. */
export const tornCases = (bench: Bench<TearableHarness>): void => {
  let clients = 0xe0000
  const newClientId = () => uuid<ClientId>(++clients)

  const filled = async () => {
    const store = await bench.open({ newClientId })
    const rows = Array.from({ length: 20 }, (_, i) => taskRow(i, 1))
    await store.commit([join(bucketA, 7, rows), join(bucketB, 3, rows), draft({ n: 1 })])
    await store.fold()
    await store.commit([draft({ n: 2 })])
    return store
  }

  test('a bucket with a torn page is forgotten, to be joined again; the rest stays', async () => {
    const store = await filled()
    await bench.harness.tearPage(bucketA)
    const loaded = await store.load()
    await baseOf(loaded)
    const last = loaded.journal.at(-1)?.seq ?? 0
    expect(await store.since(last)).toMatchObject([
      { event: { type: 'forgotten', buckets: [bucketA] } },
    ])
    const { meta, outbox, base } = await contentOf(store)
    expect(meta.positions).toEqual({ [bucketB]: 3 })
    expect(outbox).toMatchObject([{ args: { n: 1 } }, { args: { n: 2 } }])
    expect(Object.keys(base)).toEqual([bucketB])
    await store.commit([join(bucketA, 9, [taskRow(1, 9)])])
    await store.fold()
    expect(Object.values((await contentOf(store)).base[bucketA] ?? {})).toEqual([taskRow(1, 9)])
  })

  test('a fold that meets a torn page forgets its bucket', async () => {
    const store = await filled()
    await bench.harness.tearPage(bucketA)
    const rows = Array.from({ length: 20 }, (_, i) => taskRow(i, 2))
    await store.commit([deltaChange({ bucket: bucketA, from: 7, to: 8, rows })])
    expect(await store.fold()).toBe(0)
    expect((await store.outbox()).meta.positions).toEqual({ [bucketB]: 3 })
    expect(await store.fold()).toBeGreaterThan(0)
    const { base, outbox } = await contentOf(store)
    expect(Object.keys(base)).toEqual([bucketB])
    expect(outbox).toHaveLength(2)
  })

  const argsOf = (outbox: readonly OutboxEntry[]) => outbox.map(({ args }) => args)

  test('[D12] of a torn outbox all that can be read goes on, under a new client id', async () => {
    const store = await filled()
    const other = await bench.open()
    await store.commit([draft({ n: 3 })])
    const { clientId } = (await store.outbox()).meta
    await bench.harness.tearOutbox(2)
    const { meta, entries } = await store.outbox()
    expect(argsOf(entries)).toEqual([{ n: 1 }, { n: 3 }])
    expect(entries.map(({ id }) => id)).toEqual([1, 2])
    expect(meta.clientId).not.toBe(clientId)
    expect(meta).toMatchObject({
      nextMutationId: 3,
      positions: {},
      torn: { pieces: 1 },
      reissued: { count: 2 },
    })
    expect(await store.tornPieces()).toEqual([expect.stringContaining('dra')])
    expect(await other.since(5)).toBe('folded')
    expect(await contentOf(other)).toMatchObject({ base: {}, outbox: entries })
    await store.commit([{ type: 'torn-seen' }, draft({ n: 4 }), join(bucketA, 9, [taskRow(1, 9)])])
    const after = await contentOf(other)
    expect(after.meta).not.toHaveProperty('torn')
    expect(argsOf(after.outbox)).toEqual([{ n: 1 }, { n: 3 }, { n: 4 }])
    expect(Object.values(after.base[bucketA] ?? {})).toEqual([taskRow(1, 9)])
    expect(await store.tornPieces()).toHaveLength(1)
  })

  test('[D12] a torn record of how far everything is costs no work', async () => {
    const before = await filled()
    const { clientId } = (await before.outbox()).meta
    await bench.harness.tearState()
    await before[Symbol.asyncDispose]()
    const store = await bench.open({ newClientId })
    const other = await bench.open({ newClientId })
    await Promise.all([store.commit([draft({ n: 3 })]), other.commit([draft({ n: 4 })])])
    const { meta, outbox, base } = await contentOf(store)
    expect(argsOf(outbox).slice(0, 2)).toEqual([{ n: 1 }, { n: 2 }])
    expect(outbox.map(({ id }) => id)).toEqual([1, 2, 3, 4])
    expect(meta.clientId).not.toBe(clientId)
    expect(meta).toMatchObject({ epoch: null, nextMutationId: 5, torn: { pieces: 1 } })
    expect(base).toEqual({})
    await store.commit([join(bucketA, 9, [taskRow(1, 9)])])
    await store.fold()
    expect(Object.keys((await contentOf(other)).base)).toEqual([bucketA])
  })

  /** Its first draft was acknowledged, and has left the outbox. */
  const acknowledged = async (later = 0) => {
    const now = () => Date.parse(at) + later
    const store = await bench.open({ newClientId, now })
    await store.commit([join(bucketA, 7, []), draft({ n: 1 }), draft({ n: 2 })])
    const { clientId } = (await store.outbox()).meta
    const applied = { id: 1, status: 'applied', at: { [bucketA]: 7 } } as const
    await store.commit([settle(clientId, [applied])])
    expect(argsOf((await store.outbox()).entries)).toEqual([{ n: 2 }])
    return { store, clientId }
  }

  test('[D12] [A1] what has left a torn outbox is kept, and another life is asked of it', async () => {
    const { store, clientId } = await acknowledged()
    await bench.harness.tearOutbox(2)
    expect((await store.outbox()).entries).toEqual([])
    await store.commit([newEpoch(1)])
    const { entries } = await store.outbox()
    expect(entries).toMatchObject([{ args: { n: 1 }, under: { clientId, id: 1 } }])
  })

  test('[D12] [A1] where nobody knows which life acknowledged it, it waits again at once', async () => {
    const { store } = await acknowledged()
    await bench.harness.tearState()
    const { entries } = await store.outbox()
    expect(entries).toMatchObject([
      { id: 1, args: { n: 1 } },
      { id: 2, args: { n: 2 } },
    ])
    expect(entries.filter(({ settlement }) => settlement)).toEqual([])
  })

  test('[A1] but not where that is more than 7 days ago', async () => {
    const { store } = await acknowledged(8 * 24 * 60 * 60 * 1000)
    await bench.harness.tearState()
    expect(argsOf((await store.outbox()).entries)).toEqual([{ n: 2 }])
  })

  test('[D12] work is kept where both are torn', async () => {
    const store = await filled()
    await bench.harness.tearOutbox(1)
    await bench.harness.tearState()
    const { meta, entries } = await store.outbox()
    expect(argsOf(entries)).toEqual([{ n: 2 }])
    expect(meta).toMatchObject({ nextMutationId: 2, torn: { pieces: 2 } })
  })

  test('a torn journal costs the base, to be joined again, and not the outbox', async () => {
    const store = await filled()
    const other = await bench.open()
    await store.commit([draft({ n: 3 })])
    await bench.harness.tearJournal()
    const { meta, outbox, base } = await contentOf(store)
    expect(base).toEqual({})
    expect(meta).toMatchObject({ positions: {}, joins: {} })
    expect(outbox).toMatchObject([{ args: { n: 1 } }, { args: { n: 2 } }, { args: { n: 3 } }])
    const seen = 5
    expect(await other.since(seen)).toBe('folded')
    await store.commit([join(bucketA, 9, [taskRow(1, 9)])])
    expect(Object.values((await contentOf(other)).base[bucketA] ?? {})).toEqual([taskRow(1, 9)])
  })
}
