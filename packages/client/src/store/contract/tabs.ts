import type { Store } from '@holdfast/sync'
import { expect, test } from 'vitest'
import { baseOf, contentOf } from './base-of.ts'
import type { Bench } from './harness.ts'
import { bucketA, bucketB, deltaChange, draft, join, taskRow } from './rows.ts'

/** Several openers of one store, as tabs are. */
export const tabCases = (bench: Bench): void => {
  test('[D1] two that write at once are both numbered, and each sees all in one order', async () => {
    const tabs = [await bench.open(), await bench.open()]
    const writes = Array.from({ length: 40 }, (_, i) =>
      tabs[i % 2]?.commit([draft({ i }), draft({ i })]),
    )
    await Promise.all(writes)
    const [one, other] = await Promise.all(tabs.map((tab) => tab.since(0)))
    expect(one).toEqual(other)
    if (one === undefined || one === 'folded') throw new Error('the journal is not there')
    expect(one.map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, i) => i + 1))
    const ids = one.map(({ event }) => event.type === 'mutation' && event.entry.id)
    expect(ids).toEqual(Array.from({ length: 80 }, (_, i) => i + 1))
  })

  test('[D3] [D4] of two that bring the same delta one writes it', async () => {
    const tabs = [await bench.open(), await bench.open()]
    await tabs[0]?.commit([join(bucketA, 7, [])])
    const delta = deltaChange({ bucket: bucketA, from: 7, to: 8, rows: [taskRow(1, 8)] })
    const results = await Promise.all(tabs.map((tab) => tab.commit([delta])))
    expect(results.map(({ entries }) => entries.length).sort()).toEqual([0, 1])
    expect(results.flatMap(({ stale }) => stale)).toEqual([])
  })

  test('[T1] a tab that is behind the fold is told to load', async () => {
    const [leader, other] = [await bench.open(), await bench.open()]
    await leader.commit([draft(), draft(), draft()])
    expect(await leader.fold()).toBe(3)
    expect(await leader.fold()).toBe(0)
    expect(await other.since(2)).toBe('folded')
    expect(await other.since(3)).toEqual([])
    await leader.commit([draft()])
    expect(await other.since(3)).toMatchObject([{ seq: 4 }])
  })

  test('[T2] of two that fold at once one does', async () => {
    const tabs = [await bench.open(), await bench.open()]
    await tabs[0]?.commit([join(bucketA, 7, [taskRow(1, 1)]), draft()])
    const folded = await Promise.all(tabs.map((tab) => tab.fold()))
    expect(folded.sort()).toEqual([0, 2])
    expect(await tabs[0]?.fold()).toBe(0)
  })

  test('[T2] a fold loses nothing that is committed meanwhile', async () => {
    const [leader, other] = [await bench.open(), await bench.open()]
    await leader.commit([join(bucketA, 7, [taskRow(1, 1), taskRow(2, 2)])])
    const write = async () => {
      for (let i = 0; i < 20; i++) {
        const rows = [taskRow(1, 10 + i), taskRow(100 + i, 10 + i)]
        const delta = deltaChange({ bucket: bucketA, from: 7 + i, to: 8 + i, rows })
        await other.commit([draft(), delta])
      }
    }
    const fold = async (tab: Store) => {
      for (let i = 0; i < 10; i++) await tab.fold()
    }
    await Promise.all([fold(leader), write(), fold(other)])
    await leader.fold()
    const { base, outbox, meta } = await contentOf(other)
    expect(Object.keys(base[bucketA] ?? {})).toHaveLength(22)
    expect(base[bucketA]?.[`task:${taskRow(1, 0).row.id}`]).toEqual(taskRow(1, 29))
    expect(outbox).toHaveLength(20)
    expect(meta.positions).toEqual({ [bucketA]: 27 })
  })

  test('what a load gives is of one moment, whatever is folded meanwhile', async () => {
    const [leader, other] = [await bench.open(), await bench.open()]
    const rows = Array.from({ length: 30 }, (_, i) => taskRow(i, 1))
    await leader.commit([join(bucketA, 7, rows)])
    await leader.fold()
    const loaded = await other.load()
    await leader.commit([
      deltaChange({ bucket: bucketA, from: 7, to: 8, rows: rows.map((_, i) => taskRow(i, 2)) }),
      join(bucketB, 1, [taskRow(1, 1)]),
    ])
    await leader.fold()
    const base = await baseOf(loaded)
    expect(Object.keys(base)).toEqual([bucketA])
    expect(Object.values(base[bucketA] ?? {})).toEqual(rows)
  })
}
