import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { IsoDate } from '../iso-date.ts'
import { compareOrder, initialOrderKey, OrderKey, orderKeyBetween } from './order-key.ts'

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
