import type { Delta, JournalEvent, Page } from '@holdfast/sync'
import { describe, expect, test } from 'vitest'
import { BaseChange } from './base-change.ts'
import { bucketA, bucketB, rowOf, taskRow } from './contract/rows.ts'
import type { StoredPage } from './disk.ts'
import { foldPages } from './fold-pages.ts'
import { type PageName, pageKey, pageName } from './page-key.ts'
import { createStoredPageReader } from './read-stored-page.ts'

describe('folding', () => {
  const rows = (from: number, to: number, version: number) =>
    Array.from({ length: to - from }, (_, i) => taskRow(from + i, version))

  const delta = (part: Partial<Delta>): JournalEvent => ({
    type: 'delta',
    dropped: [],
    delta: { bucket: bucketA, from: 7, to: 8, rows: [], removed: [], after: null, ...part },
  })

  /** Folds onto nothing, or onto pages that were folded before. */
  const fold = async (
    events: JournalEvent[],
    ground: readonly Required<StoredPage>[] = [],
    through = 1,
  ) => {
    const read = createStoredPageReader()
    const stored = new Map(ground.map((page) => [page.key, page]))
    const merged: string[] = []
    const writes = await foldPages(new BaseChange(events.map((event, seq) => ({ seq, event }))), {
      keys: [...stored.keys()],
      through,
      pageRows: 10,
      read: async (keys) => {
        merged.push(...keys)
        const pages = keys.map((key) => read(stored.get(key)?.bytes))
        return (await Promise.all(pages)) as Page[]
      },
    })
    const names = writes.pagePuts.map(({ key }) => pageName(key))
    return { ...writes, merged, parts: names.map(({ part, size }) => `${part} ${size}`) }
  }

  const joined = () => fold([delta({ from: null, rows: rows(0, 40, 1) })])

  test('a join becomes base pages, full ones', async () => {
    const { parts, pageDeletes } = await joined()
    expect(parts).toEqual(['open 10', 'open 10', 'open 10', 'open 10'])
    expect(pageDeletes).toEqual([])
  })

  test('the next page of a join is added and nothing is written anew', async () => {
    const { pagePuts } = await joined()
    const next = await fold([delta({ from: null, rows: rows(40, 50, 1) })], pagePuts, 2)
    expect(next).toMatchObject({ parts: ['open 10'], pageDeletes: [], merged: [] })
  })

  test('[L3] does not write over a page that the last entry brought, however alike their names', async () => {
    const { pagePuts } = await joined()
    const [own] = await fold([delta({ from: null, rows: rows(40, 44, 1) })], [], 2).then(
      (other) => other.pagePuts,
    )
    const ground = [...pagePuts, own as Required<StoredPage>]
    const next = await fold([delta({ from: null, rows: rows(44, 48, 1) })], ground, 2)
    expect(next).toMatchObject({ parts: ['open 4'], pageDeletes: [] })
    expect(ground.map(({ key }) => key)).not.toContain(next.pagePuts[0]?.key)
  })

  test('few changes become an overlay, removals with them', async () => {
    const { pagePuts } = await joined()
    const changed = delta({ rows: rows(0, 5, 2), removed: [rowOf(taskRow(9, 1))] })
    const next = await fold([changed], pagePuts, 2)
    expect(next).toMatchObject({ parts: ['overlay 6'], pageDeletes: [], merged: [] })
  })

  test('past a fifth of the bucket its pages are written anew', async () => {
    const { pagePuts } = await joined()
    const closed = rows(0, 9, 2).map((row, n) =>
      taskRow(n, row.row.version, { status: 'completed' }),
    )
    const next = await fold([delta({ rows: closed })], pagePuts, 2)
    expect(next.parts).toEqual(['open 10', 'open 10', 'open 10', 'open 1', 'closed 9'])
    expect(next.pageDeletes).toEqual(pagePuts.map(({ key }) => key))
    expect(next.merged).toHaveLength(4)
  })

  test('a small bucket has no overlays', async () => {
    const { pagePuts } = await fold([delta({ from: null, rows: rows(0, 8, 1) })])
    const next = await fold([delta({ rows: [taskRow(8, 2)] })], pagePuts, 2)
    expect(next).toMatchObject({ parts: ['open 9'], pageDeletes: pagePuts.map(({ key }) => key) })
  })

  test('an older page never wins', async () => {
    const { pagePuts } = await fold([delta({ from: null, rows: rows(0, 3, 5) })])
    const next = await fold(
      [delta({ rows: [taskRow(1, 4)], removed: [rowOf(taskRow(2, 3))] })],
      pagePuts,
      2,
    )
    const read = createStoredPageReader()
    const pages = await Promise.all(next.pagePuts.map(({ bytes }) => read(bytes)))
    expect(pages.flatMap((page) => page?.rows)).toEqual(rows(0, 3, 5))
  })

  test('of what was forgotten nothing is written', async () => {
    const forgotten = delta({ rows: [taskRow(1, 1)] })
    const events = [
      forgotten,
      { type: 'forgotten', buckets: [bucketA], dropped: [] } as JournalEvent,
      delta({ bucket: bucketB, rows: [taskRow(1, 1)] }),
      { type: 'new-epoch', epoch: 'another' } as JournalEvent,
      delta({ from: null, rows: [taskRow(2, 1)] }),
    ]
    const next = await fold(events)
    expect(next).toMatchObject({ parts: ['open 1'], merged: [], pageDeletes: [] })
    const read = createStoredPageReader()
    expect((await read(next.pagePuts[0]?.bytes))?.rows).toEqual([taskRow(2, 1)])
  })
})

describe('a page key', () => {
  test('names the page', () => {
    const name: PageName = { bucket: bucketA, part: 'overlay', through: 12, place: 3, size: 40 }
    expect(pageName(pageKey(name))).toEqual(name)
    expect(pageKey(name)).toBe(`${bucketA}/o/00000000000012.00003.40`)
    expect(() => pageName('page')).toThrow('not a page key')
  })
})
