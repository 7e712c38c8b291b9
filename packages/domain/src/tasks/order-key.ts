import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'
import { z } from 'zod'
import type { IsoDate } from '../iso-date.ts'

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Can a key be made on both sides of this one? */
const isUsable = (key: string): boolean => {
  try {
    generateKeyBetween(null, key)
    generateKeyBetween(key, null)
    return true
  } catch {
    return false
  }
}

/** A fractional index: compared by code unit, as PostgreSQL's collation "C" does. */
export const OrderKey = z
  .string()
  .regex(/^[A-Za-z][0-9A-Za-z]{1,199}$/, 'not an order key')
  .refine(isUsable, 'not an order key')
  .brand<'OrderKey'>()
export type OrderKey = z.infer<typeof OrderKey>

/** What eight digits hold. In milliseconds: 1970 until the year 8888. */
const LARGEST_INITIAL = 62 ** 8 - 1
const INITIAL = Array.from('h000000000000V', (digit) => digit.charCodeAt(0))

/**
 * The key of a new task: after every older one, without reading any. 'h' opens an integer part of
 * eight digits; the suffix keeps two devices apart.
 */
export const initialOrderKey = (at: IsoDate, id: string): OrderKey =>
  orderKeyOfTime(Date.parse(at), id)

/** The same for a moment in milliseconds. */
export const orderKeyOfTime = (time: number, id: string): OrderKey => {
  const key = [...INITIAL]
  let left = Math.min(Math.max(time, 0), LARGEST_INITIAL)
  for (let i = 8; i > 0; i--) {
    key[i] = DIGITS.charCodeAt(left % 62)
    left = Math.floor(left / 62)
  }
  for (let i = 1; i <= 4; i++) key[13 - i] = id.charCodeAt(id.length - i)
  // In one piece of memory, of which a device holds a hundred thousand.
  return String.fromCharCode(...key) as OrderKey
}

/**
 * A key between two neighbours (null: the end of the list), with a suffix so that two people who
 * drop at the same place get different keys. Nothing lies between two that share one key: there it
 * comes after both.
 * @param suffix some random letters or digits; the key always ends in a non-zero digit
 */
export const orderKeyBetween = (
  before: OrderKey | null,
  after: OrderKey | null,
  suffix: string,
): OrderKey => {
  const key =
    before === after ? generateKeyBetween(before, null) : generateKeyBetween(before, after)
  const widened = `${key}${suffix}V`
  return (after === null || after === before || widened < after ? widened : key) as OrderKey
}

/** Manual order: by key, then by id where two devices made the same key. */
export const compareOrder = (
  a: { orderKey: string; id: string },
  b: { orderKey: string; id: string },
): number => {
  if (a.orderKey !== b.orderKey) return a.orderKey < b.orderKey ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** A key longer than this is not made: the rows around get short ones instead. */
const LONGEST = 40

export interface Ordered {
  id: string
  orderKey: OrderKey
}

/**
 * What dropping a row writes: its key, and where that would be longer than 40 characters, or where its
 * neighbours share one key, new keys for as few rows around it as do. Each is an `order-task`.
 * @param list the others, by `compareOrder`
 * @param place how many of them come before it
 * @param random some letters or digits, of which it takes eight at most
 */
export const placeInOrder = (
  list: readonly Ordered[],
  id: string,
  place: number,
  random: string,
): Ordered[] => {
  const suffix = random.slice(0, 8)
  const before = list[place - 1]?.orderKey ?? null
  const after = list[place]?.orderKey ?? null
  const isTwin = before !== null && before === after
  const orderKey = isTwin ? null : orderKeyBetween(before, after, suffix)
  if (orderKey !== null && orderKey.length <= LONGEST) return [{ id, orderKey }]
  for (let reach = 1; ; reach *= 2) {
    const from = Math.max(0, place - reach)
    const to = Math.min(list.length, place + reach)
    const ids = [...list.slice(from, place), { id }, ...list.slice(place, to)].map((row) => row.id)
    const outside = [list[from - 1]?.orderKey ?? null, list[to]?.orderKey ?? null] as const
    const keys = spread(outside, ids.length, suffix)
    if (keys) return ids.map((each, i) => ({ id: each, orderKey: keys[i] as OrderKey }))
  }
}

/** So many keys between two, each with a suffix; undefined where there is no room for short ones. */
const spread = (
  [low, high]: readonly [OrderKey | null, OrderKey | null],
  count: number,
  suffix: string,
): OrderKey[] | undefined => {
  if (low !== null && high !== null && low >= high) return undefined
  const keys = generateNKeysBetween(low, high, count).map((key) => `${key}${suffix}V` as OrderKey)
  const isInOrder = keys.every((key, i) => key < (keys[i + 1] ?? high ?? '~'))
  return isInOrder && keys.every(({ length }) => length <= LONGEST) ? keys : undefined
}
