import { expect, test } from 'vitest'
import { baseOf, contentOf } from './base-of.ts'
import type { Bench } from './harness.ts'
import {
  bucketA,
  bucketB,
  deltaChange,
  draft,
  home,
  join,
  memberRow,
  projectRow,
  rowOf,
  taskRow,
  userRow,
} from './rows.ts'

/** How the base is kept and given back. */
export const pageCases = (bench: Bench): void => {
  test('rows of every kind come back as they were, folded or not', async () => {
    const store = await bench.open()
    const rows = [
      projectRow(1),
      memberRow(2),
      ...Array.from({ length: 11 }, (_, i) => taskRow(i, i)),
    ]
    await store.commit([join(bucketA, 7, rows), join(home, 2, [userRow(3)])])
    const before = await contentOf(store)
    expect(Object.values(before.base[bucketA] ?? {})).toHaveLength(13)
    await store.fold()
    expect(await contentOf(store)).toEqual(before)
    expect((await store.load()).journal).toEqual([])
  })

  test('[B2] [B3] changed and removed rows win over the pages that have them', async () => {
    const store = await bench.open()
    const rows = Array.from({ length: 40 }, (_, i) => taskRow(i, 1))
    await store.commit([join(bucketA, 7, rows)])
    await store.fold()
    const changed = taskRow(3, 2, { status: 'completed' })
    const removed = [rowOf(taskRow(4, 1))]
    await store.commit([deltaChange({ bucket: bucketA, from: 7, to: 8, rows: [changed], removed })])
    const before = await contentOf(store)
    expect(Object.values(before.base[bucketA] ?? {})).toHaveLength(39)
    await store.fold()
    expect(await contentOf(store)).toEqual(before)
    const again = taskRow(4, 5)
    await store.commit([deltaChange({ bucket: bucketA, from: 8, to: 9, rows: [again] })])
    await store.fold()
    const after = await contentOf(store)
    expect(after.base[bucketA]).toEqual({
      ...before.base[bucketA],
      [`task:${again.row.id}`]: again,
    })
  })

  test('[D8] a forgotten bucket is gone, and joined again it has only what came then', async () => {
    const store = await bench.open()
    await store.commit([
      join(bucketA, 7, [taskRow(1, 1), taskRow(2, 1)]),
      join(bucketB, 3, [taskRow(1, 1)]),
    ])
    await store.fold()
    await store.commit([{ type: 'forget', buckets: [bucketA] }])
    const forgotten = await contentOf(store)
    expect(Object.keys(forgotten.base)).toEqual([bucketB])
    expect(forgotten.meta.positions).toEqual({ [bucketB]: 3 })
    await store.commit([join(bucketA, 9, [taskRow(2, 5)])])
    const rejoined = await contentOf(store)
    expect(Object.values(rejoined.base[bucketA] ?? {})).toEqual([taskRow(2, 5)])
    await store.fold()
    expect(await contentOf(store)).toEqual(rejoined)
  })

  test('[D14] what was forgotten is due to be folded at once, and is nowhere in the store then', async () => {
    const store = await bench.open()
    await store.commit([
      join(bucketA, 7, [taskRow(1, 1, { title: 'Not theirs any more' })]),
      join(bucketB, 3, [taskRow(2, 1)]),
    ])
    expect(await store.commit([draft()])).toMatchObject({ foldDue: false })
    const forgotten = await store.commit([{ type: 'forget', buckets: [bucketA] }])
    expect(forgotten).toMatchObject({ foldDue: true })
    expect(await store.commit([draft()])).toMatchObject({ foldDue: true })
    await store.fold()
    const { journal, pages } = await store.load()
    expect(journal).toEqual([])
    const kept: unknown[] = []
    for await (const { rows } of pages) kept.push(...rows)
    expect(kept).toEqual([taskRow(2, 1)])
    expect(await store.commit([draft()])).toMatchObject({ foldDue: false })
  })

  test('[L3] a join in pages is held when its last page is there', async () => {
    const store = await bench.open()
    const page = (n: number, after: string | null) =>
      deltaChange({ bucket: bucketA, from: null, to: 7, rows: [taskRow(n, n)], after })
    await store.commit([page(1, 'task:1')])
    await store.fold()
    expect((await store.outbox()).meta).toMatchObject({
      positions: {},
      joins: { [bucketA]: { to: 7, after: 'task:1' } },
    })
    await store.commit([page(2, null)])
    const { meta, base } = await contentOf(store)
    expect(meta).toMatchObject({ positions: { [bucketA]: 7 }, joins: {} })
    expect(Object.values(base[bucketA] ?? {})).toEqual([taskRow(1, 1), taskRow(2, 2)])
  })

  test('open work comes before closed work', async () => {
    const store = await bench.open()
    const rows = Array.from({ length: 30 }, (_, i) =>
      taskRow(i, 1, { status: i % 2 === 0 ? 'completed' : 'todo' }),
    )
    await store.commit([join(bucketA, 7, rows), join(bucketB, 7, rows)])
    await store.fold()
    const loaded = await store.load()
    const statuses: string[] = []
    for await (const page of loaded.pages)
      for (const { row } of page.rows) if ('status' in row) statuses.push(row.status)
    expect(statuses).toHaveLength(60)
    expect(statuses.lastIndexOf('todo')).toBe(29)
  })

  test('a fold is due when many rows or many entries wait', async () => {
    const store = await bench.open({ pageRows: 1000 })
    expect(await store.commit([draft()])).toMatchObject({ foldDue: false })
    const rows = Array.from({ length: 5000 }, (_, i) => taskRow(i, 1))
    await store.commit([join(bucketA, 7, [])])
    const delta = deltaChange({ bucket: bucketA, from: 7, to: 8, rows })
    expect(await store.commit([delta])).toMatchObject({ foldDue: true })
    await store.fold()
    expect(await store.commit([draft()])).toMatchObject({ foldDue: false })
    const many = Array.from({ length: 500 }, () => draft())
    expect(await store.commit(many)).toMatchObject({ foldDue: true })
    const base = await baseOf(await store.load())
    expect(Object.keys(base[bucketA] ?? {})).toHaveLength(5000)
  })

  test('pages that nobody reads do no harm', async () => {
    const store = await bench.open()
    await store.commit([
      join(
        bucketA,
        7,
        Array.from({ length: 40 }, (_, i) => taskRow(i, 1)),
      ),
    ])
    await store.fold()
    for (let i = 0; i < 10; i++) {
      const { pages } = await store.load()
      for await (const page of pages) {
        expect(page.bucket).toBe(bucketA)
        break
      }
    }
    expect(Object.keys((await contentOf(store)).base[bucketA] ?? {})).toHaveLength(40)
  })
}
