import { type Bucket, type Row, rowKey } from '@holdfast/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nthTask, nthUser, taskRow } from '../testing/world.ts'
import type { Removal } from '../wire/row.ts'
import { Base } from './base.ts'

const a = 'project:a' as Bucket
const b = 'project:b' as Bucket
const id = nthTask(1)
const key = rowKey('task', id)

const at = (version: number, title = `v${version}`): Row =>
  taskRow(id, nthUser(1), { version, title })
const gone = (version: number): Removal => ({ kind: 'task', id, version })

test('[B2] the higher version stays, in either order', () => {
  const base = new Base()
  base.put(a, at(5))
  expect(base.put(a, at(4))).toBe(false)
  expect(base.get(key)?.row.version).toBe(5)
  expect(base.put(a, at(6))).toBe(true)
  expect(base.get(key)?.row.version).toBe(6)
})

test('[B1] a row goes when its last bucket is gone', () => {
  const base = new Base()
  base.put(a, at(5))
  base.put(b, at(5))
  expect(base.forget(new Set([a]))).toEqual([])
  expect(base.bucketsOf(key)).toEqual([b])
  expect(base.forget(new Set([b]))).toEqual([key])
  expect(base.size).toBe(0)
})

test('[B5] a move ends the same in either order of arrival', () => {
  const leaves = (base: Base) => base.remove(a, gone(5))
  const arrives = (base: Base) => base.put(b, at(5))
  for (const order of [
    [leaves, arrives],
    [arrives, leaves],
  ]) {
    const base = new Base()
    base.put(a, at(4))
    for (const step of order) step(base)
    expect(base.get(key)?.row.version).toBe(5)
    expect(base.bucketsOf(key)).toEqual([b])
  }
})

test('[B3] a removal older than what its bucket has told since does nothing', () => {
  const base = new Base()
  base.put(a, at(9))
  expect(base.remove(a, gone(8))).toBe(false)
  expect(base.get(key)?.row.version).toBe(9)
})

test('[B4] a page older than a removal does not bring the row back', () => {
  const base = new Base()
  base.remove(a, gone(5))
  base.put(a, at(4))
  expect(base.get(key)).toBeUndefined()
  base.put(b, at(5))
  base.put(a, at(4))
  expect(base.bucketsOf(key)).toEqual([b])
  base.put(a, at(6))
  expect(base.bucketsOf(key)).toEqual([b, a])
})

/** One row wanders between buckets; each bucket's news arrive in order, buckets in any order. */
test('[B5] however the news of several buckets interleave, the row ends where it is', () => {
  const all = [a, b, 'project:c' as Bucket]
  let moves = 0
  fc.assert(
    fc.property(
      fc.array(fc.nat(2), { minLength: 1, maxLength: 12 }),
      fc.infiniteStream(fc.nat(2)),
      (wander, picks) => {
        const streams = all.map((): ((base: Base) => void)[] => [])
        let from: number | null = null
        wander.forEach((to, i) => {
          const version = i + 1
          if (from !== null && from !== to) {
            const bucket = all[from] as Bucket
            streams[from]?.push((base) => base.remove(bucket, gone(version)))
            moves++
          }
          streams[to]?.push((base) => base.put(all[to] as Bucket, at(version)))
          from = to
        })
        const base = new Base()
        while (streams.some((stream) => stream.length > 0)) {
          const ready = streams.filter((stream) => stream.length > 0)
          const pick = picks.next().value ?? 0
          ready[pick % ready.length]?.shift()?.(base)
        }
        expect(base.get(key)?.row.version).toBe(wander.length)
        expect(base.bucketsOf(key)).toEqual([all[wander.at(-1) as number]])
      },
    ),
  )
  expect(moves).toBeGreaterThan(0)
})
