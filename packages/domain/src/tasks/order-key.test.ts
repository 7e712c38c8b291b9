import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { IsoDate } from '../iso-date.ts'
import {
  compareOrder,
  initialOrderKey,
  type Ordered,
  OrderKey,
  orderKeyBetween,
  placeInOrder,
} from './order-key.ts'

const instant = fc
  .date({
    min: new Date('0001-01-01T00:00:00.000Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString() as IsoDate)
const id = fc.uuid({ version: 7 })
const suffix = fc.string({ unit: fc.constantFrom(...'019AZaz'), maxLength: 4 })

describe('initialOrderKey', () => {
  test('is valid for every date a clock can show', () => {
    fc.assert(
      fc.property(instant, id, (at, task) => {
        const key = initialOrderKey(at, task)
        expect(OrderKey.safeParse(key).success).toBe(true)
        expect(OrderKey.safeParse(orderKeyBetween(key, null, 'a')).success).toBe(true)
        expect(OrderKey.safeParse(orderKeyBetween(null, key, 'a')).success).toBe(true)
      }),
    )
  })

  test('puts a newer task after an older one', () => {
    const from1970 = instant.filter((at) => at >= '1970' && at < '8888')
    fc.assert(
      fc.property(from1970, from1970, id, id, (a, b, one, other) => {
        fc.pre(a < b)
        expect(initialOrderKey(a, one) < initialOrderKey(b, other)).toBe(true)
      }),
    )
  })
})

describe('orderKeyBetween', () => {
  test('lies between its neighbours through any series of drops', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), suffix), { minLength: 1, maxLength: 12 }),
        (drops) => {
          const list = [initialOrderKey('2026-11-22T10:00:00.000Z' as IsoDate, 'abcd')]
          for (const [place, random] of drops) {
            const i = place % (list.length + 1)
            const before = list[i - 1] ?? null
            const after = list[i] ?? null
            const key = orderKeyBetween(before, after, random)
            if (before !== null) expect(before < key).toBe(true)
            if (after !== null) expect(key < after).toBe(true)
            expect(OrderKey.safeParse(key).success).toBe(true)
            list.splice(i, 0, key)
          }
          expect([...list].sort()).toEqual(list)
        },
      ),
    )
  })

  test('gives two people who drop at one place different keys', () => {
    const [a, b] = [OrderKey.parse('a1'), OrderKey.parse('a2')]
    expect(orderKeyBetween(a, b, 'x')).not.toBe(orderKeyBetween(a, b, 'y'))
  })

  test('comes after both where two neighbours have the same key', () => {
    const key = OrderKey.parse('a1')
    expect(orderKeyBetween(key, key, 'x') > key).toBe(true)
  })
})

describe('placeInOrder', () => {
  const idsOf = (rows: readonly Ordered[]) => rows.map((row) => row.id)
  /** Drops a row and writes what that gives. @returns how many rows were written */
  const drop = (list: Ordered[], id: string, place: number, random: string): number => {
    const expected = idsOf(list)
    expected.splice(place, 0, id)
    const written = placeInOrder(list, id, place, random)
    const keys = new Map(written.map((row) => [row.id, row.orderKey]))
    list.push({ id, orderKey: OrderKey.parse(keys.get(id)) })
    for (const row of list) row.orderKey = keys.get(row.id) ?? row.orderKey
    list.sort(compareOrder)
    expect(idsOf(list)).toEqual(expected)
    for (const { orderKey } of written) {
      expect(OrderKey.safeParse(orderKey).success).toBe(true)
      expect(orderKey.length).toBeLessThanOrEqual(40)
    }
    return written.length
  }

  test('[R6] puts every row where it is dropped, whatever was dropped before, with short keys', () => {
    const drops = fc.array(fc.tuple(fc.nat(), suffix), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(drops, fc.nat(3), (series, twins) => {
        const key = initialOrderKey('2026-11-22T10:00:00.000Z' as IsoDate, 'abcd')
        const list = Array.from({ length: twins }, (_, i) => ({ id: `twin${i}`, orderKey: key }))
        for (const [i, [place, random]] of series.entries())
          drop(list, `row${i}`, place % (list.length + 1), random)
      }),
    )
  })

  test.each(['always first', 'always before the last', 'to and fro'])(
    '[R6] dropped %s 500 times, few rows are written in all',
    (where) => {
      const list: Ordered[] = []
      let written = 0
      for (let i = 0; i < 500; i++) {
        const last = Math.max(0, list.length - 1)
        const middle = Math.floor(list.length / 2) + (i % 2)
        const places = { 'always first': 0, 'always before the last': last, 'to and fro': middle }
        written += drop(list, `row${i}`, places[where as keyof typeof places], 'abcd')
      }
      expect(written).toBeLessThan(500 * 4)
    },
  )
})

test.each(['', 'a', 'z1', 'a 1', 'a1-', 'a10', `a${'1'.repeat(300)}`])(
  'OrderKey refuses %j, next to which nothing could be dropped',
  (key) => {
    expect(OrderKey.safeParse(key).success).toBe(false)
  },
)

test('compareOrder goes by key, then by id', () => {
  const rows = [
    { orderKey: 'a1', id: '2' },
    { orderKey: 'Z1', id: '3' },
    { orderKey: 'a1', id: '1' },
  ]
  expect(rows.sort(compareOrder).map(({ id }) => id)).toEqual(['3', '1', '2'])
})
