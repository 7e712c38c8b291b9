import { expect, test } from 'vitest'
import { baseOf, contentOf } from './base-of.ts'
import type { Bench, TearableHarness } from './harness.ts'
import { bucketA, bucketB, deltaChange, draft, join, taskRow } from './rows.ts'

/** What is left after a disk failed: never less than the outbox. */
export const tornCases = (bench: Bench<TearableHarness>): void => {
  const filled = async () => {
    const store = await bench.open()
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
