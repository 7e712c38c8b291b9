import type { Bucket } from '@holdfast/domain'
import { describe, expect, test } from 'vitest'
import {
  applied,
  deltaChange,
  draftChange,
  newEpochChange,
  PlanDisk,
  settleChange,
} from '../testing/plan-disk.ts'
import { dawn } from '../testing/world.ts'
import type { Change, PageChange } from './journal.ts'

const a = 'project:00000000-0000-7000-9000-00000000000a' as Bucket
const b = 'project:00000000-0000-7000-9000-00000000000b' as Bucket

const offer = (bucket: Bucket, to: number, rows: number[], epoch = 'e1'): Change => ({
  type: 'download',
  epoch,
  at: dawn,
  offer: {
    bucket,
    to,
    pages: rows.map((count) => ({ part: 'open', rows: count, bytes: 1, hash: '0'.repeat(64) })),
  },
})

const page = (bucket: Bucket, to: number, index: number, epoch = 'e1'): PageChange => {
  const bytes = new Uint8Array([index])
  return { type: 'page', epoch, bucket, to, index, rows: null, bytes, at: dawn }
}

describe('a download', () => {
  test('[N12] the bucket is held when its last page is stored, at the position of the snapshot', () => {
    const disk = new PlanDisk()
    expect(disk.commit(offer(a, 7, [10, 10, 4])).events).toEqual([
      { type: 'download', bucket: a, rows: 24 },
    ])
    const { events, pages } = disk.commit(page(a, 7, 0), page(a, 7, 1))
    expect(events).toMatchObject([{ size: 10, left: 14 }, { left: 4 }])
    expect([...pages.values()]).toEqual([new Uint8Array([0]), new Uint8Array([1])])
    expect(disk.state.meta).toMatchObject({ positions: {}, downloads: { [a]: { page: 2 } } })
    expect(disk.commit(page(a, 7, 2)).events).toMatchObject([{ left: 0 }])
    expect(disk.state.meta).toMatchObject({ positions: { [a]: 7 }, downloads: {} })
  })

  test('[N13] a page that is not the next changes nothing', () => {
    const disk = new PlanDisk()
    disk.commit(offer(a, 7, [10, 10, 4]), page(a, 7, 0))
    const others = [page(a, 7, 0), page(a, 7, 2), page(a, 6, 1), page(b, 7, 0), page(a, 7, 1, 'e0')]
    expect(disk.commit(...others)).toMatchObject({ events: [], stale: [] })
    expect(disk.state.meta.downloads[a]?.page).toBe(1)
  })

  test('[N12] frames and deltas of the bucket are ignored meanwhile, and nothing is stale', () => {
    const disk = new PlanDisk()
    disk.commit(offer(a, 7, [10, 10]))
    const meanwhile = [deltaChange(a, 7, 8), deltaChange(a, null, 8), deltaChange(a, null, 8)]
    expect(disk.commit(...meanwhile)).toMatchObject({ events: [], stale: [] })
    expect(disk.state.meta).toMatchObject({ positions: {}, joins: {} })
  })

  test('[N13] the same offer goes on, another begins anew', () => {
    const disk = new PlanDisk()
    disk.commit(offer(a, 7, [10, 10]), page(a, 7, 0))
    expect(disk.commit(offer(a, 7, [10, 10])).events).toEqual([])
    expect(disk.state.meta.downloads[a]?.page).toBe(1)
    expect(disk.commit(offer(a, 9, [10, 12])).events).toEqual([
      { type: 'forgotten', buckets: [a], dropped: [] },
      { type: 'download', bucket: a, rows: 22 },
    ])
    expect(disk.state.meta.downloads[a]).toMatchObject({ to: 9, page: 0 })
  })

  test('an offer of what is held, or joined by pulls, changes nothing', () => {
    const disk = new PlanDisk({ positions: { [a]: 7 }, joins: { [b]: { to: 3, after: 'x' } } })
    expect(disk.commit(offer(a, 7, [10]), offer(b, 3, [10])).events).toEqual([])
    expect(disk.state.meta.downloads).toEqual({})
  })

  test('[L6] an offer of what is held, and behind, begins the bucket anew', () => {
    const disk = new PlanDisk({ positions: { [a]: 7 } })
    const { events } = disk.commit(offer(a, 20, [10]))
    expect(events.map(({ type }) => type)).toEqual(['forgotten', 'download'])
    expect(disk.state.meta).toMatchObject({ positions: {}, downloads: { [a]: { to: 20 } } })
  })

  test('[N14] one that is given up leaves nothing, and only if it is still under way', () => {
    const disk = new PlanDisk()
    const abandon = (to: number): Change => ({ type: 'abandon', epoch: 'e1', bucket: a, to })
    disk.commit(offer(a, 7, [10, 10]), page(a, 7, 0))
    expect(disk.commit(abandon(6)).events).toEqual([])
    expect(disk.commit(abandon(7)).events).toMatchObject([{ type: 'forgotten', buckets: [a] }])
    expect(disk.state.meta.downloads).toEqual({})
    disk.commit(deltaChange(a, null, 8))
    expect(disk.state.meta.positions).toEqual({ [a]: 8 })
  })

  test('[N15] a bucket that is forgotten, or another epoch, ends it', () => {
    const disk = new PlanDisk()
    disk.commit(offer(a, 7, [10, 10]), offer(b, 7, [10]), page(a, 7, 0))
    const { events } = disk.commit({ type: 'forget', buckets: [a] }, page(a, 7, 1))
    expect(events).toMatchObject([{ type: 'forgotten', buckets: [a] }])
    expect(Object.keys(disk.state.meta.downloads)).toEqual([b])
    disk.commit(newEpochChange(1))
    expect(disk.state.meta.downloads).toEqual({})
    expect(disk.commit(page(b, 7, 0)).events).toEqual([])
    const next = disk.commit(offer(b, 2, [5], 'e2'), page(b, 2, 0, 'e2'))
    expect(next.events.map(({ type }) => type)).toEqual(['new-epoch', 'download', 'page'])
  })

  test('[N16] [O1] what was applied in the bucket is awaited until it is held so far', () => {
    const disk = new PlanDisk({ positions: { [a]: 1 } })
    disk.commit(
      draftChange(),
      draftChange(),
      settleChange(applied(1, { [a]: 7 }), applied(2, { [a]: 9 })),
    )
    disk.commit(offer(a, 7, [10, 10]), { type: 'acknowledged', at: dawn }, page(a, 7, 0))
    expect(disk.ids()).toEqual([1, 2])
    expect(disk.commit(page(a, 7, 1)).events).toMatchObject([{ left: 0, dropped: [1] }])
    disk.commit(deltaChange(a, 7, 9))
    expect(disk.ids()).toEqual([])
  })
})
