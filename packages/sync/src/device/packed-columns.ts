import { orderKeyOfTime } from '@holdfast/domain'
import { AsciiTexts } from './ascii-texts.ts'

/** UUIDs of one version without what they share; those of version 7 with their times apart. */
export interface PackedIds {
  uuid: string
  /** Milliseconds, each as what it adds to the one before. */
  times: number[] | null
  /** Of all ids in hexadecimal, without version and time. */
  digits: string
}

/** Instants in units after `from`: a moment, the instant before, or the time that the row's id tells. */
export interface PackedInstants {
  from: number | 'before' | 'id'
  /** In ms. */
  unit: number
  at: (number | null)[]
}

/** Whole numbers, each as what it adds to the one before. */
export interface PackedCounts {
  added: number[]
}

/** Keys as they were made with their rows, by how long after their ids; moved ones as they are. */
export interface PackedOrder {
  made: (number | string)[]
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const VERSION_AT = 14
const TIME_DIGITS = 12

const isText = (value: unknown): value is string => typeof value === 'string'

/** The moments that ids of UUIDs of version 7 tell, in ms; null where one is another. */
export const idTimes = (ids: readonly unknown[]): number[] | null => {
  const areTimed = ids.every((id) => isText(id) && UUID.test(id) && id[VERSION_AT] === '7')
  if (!areTimed) return null
  return ids.map((id) => Number.parseInt(`${String(id).slice(0, 8)}${String(id).slice(9, 13)}`, 16))
}

const differences = (values: readonly number[]): number[] =>
  values.map((value, i) => value - (values[i - 1] ?? 0))

const sums = (added: readonly number[]): number[] => {
  let sum = 0
  return added.map((value) => {
    sum += value
    return sum
  })
}

/** Null: they are not UUIDs of one version. */
export const packIds = (ids: readonly unknown[]): PackedIds | null => {
  const version = isText(ids[0]) ? ids[0].charAt(VERSION_AT) : ''
  const isAlike = (id: unknown) => isText(id) && UUID.test(id) && id[VERSION_AT] === version
  if (!ids.every(isAlike)) return null
  const times = idTimes(ids)
  const digits = ids.map((id) => {
    const all = String(id).replaceAll('-', '')
    return `${times ? '' : all.slice(0, TIME_DIGITS)}${all.slice(TIME_DIGITS + 1)}`
  })
  return { uuid: version, times: times && differences(times), digits: digits.join('') }
}

/** The ids, and the moments that they tell. @throws Error when they are not whole */
export const unpackIds = ({
  uuid,
  times,
  digits,
}: PackedIds): { ids: string[]; times: number[] | null } => {
  const width = times ? 19 : 31
  const count = digits.length / width
  if (times && times.length !== count) throw new Error('ids are not whole')
  const at = times && sums(times)
  const texts = new AsciiTexts(count, 36)
  const version = uuid.charCodeAt(0)
  for (let i = 0; i < count; i++) {
    const from = i * width
    if (at) texts.uuid(at[i] as number, version, digits, from)
    else {
      const head = Number.parseInt(digits.slice(from, from + TIME_DIGITS), 16)
      texts.uuid(head, version, digits, from + TIME_DIGITS)
    }
  }
  return { ids: texts.read(), times: at }
}

const UNITS = [86_400_000, 60_000, 1000]

/** Null: not all are instants in the one form of the wire. */
export const packInstants = (
  column: readonly unknown[],
  ofIds: readonly number[] | null,
): PackedInstants | null => {
  const times: (number | null)[] = []
  for (const value of column) {
    const time = value === null ? null : isText(value) ? Date.parse(value) : Number.NaN
    if (time !== null && (Number.isNaN(time) || new Date(time).toISOString() !== value)) return null
    if (isText(value) && value.length !== 24) return null
    times.push(time)
  }
  const known = times.filter((time) => time !== null)
  const least = known.reduce((least, time) => Math.min(least, time), known[0] ?? 0)
  const ways = [instantsAfter(times, least), instantsAfter(times, 'before')]
  if (ofIds) ways.push(instantsAfter(times, 'id', ofIds))
  const lengths = ways.map((way) => JSON.stringify(way.at).length)
  return ways[lengths.indexOf(Math.min(...lengths))] ?? null
}

const instantsAfter = (
  times: readonly (number | null)[],
  from: PackedInstants['from'],
  ofIds: readonly number[] = [],
): PackedInstants => {
  let before = 0
  const at = times.map((time, i) => {
    if (time === null) return null
    const start = from === 'before' ? before : from === 'id' ? (ofIds[i] as number) : from
    before = time
    return time - start
  })
  const unit = UNITS.find((unit) => at.every((value) => value === null || value % unit === 0)) ?? 1
  return { from, unit, at: at.map((value) => (value === null ? null : value / unit)) }
}

/** @throws Error when they need the times of ids, and those have none */
export const unpackInstants = (
  { from, unit, at }: PackedInstants,
  ofIds: readonly number[] | null,
): (string | null)[] => {
  if (from === 'id' && ofIds?.length !== at.length) throw new Error('instants are not whole')
  const texts = new AsciiTexts(at.length, 24)
  let before = 0
  for (let i = 0; i < at.length; i++) {
    const value = at[i] as number | null
    if (value === null) texts.null()
    else {
      const start = from === 'before' ? before : from === 'id' ? (ofIds?.[i] as number) : from
      before = start + value * unit
      texts.instant(before)
    }
  }
  return texts.read()
}

/** Null: not all are whole numbers. */
export const packCounts = (column: readonly unknown[]): PackedCounts | null =>
  column.every(Number.isSafeInteger) ? { added: differences(column as number[]) } : null

export const unpackCounts = ({ added }: PackedCounts): number[] => sums(added)

const KEY = /^[0-9A-Za-z]{1,200}$/

/** Null: ids tell no times, or a key is none. */
export const packOrder = (
  keys: readonly unknown[],
  ids: readonly unknown[],
  ofIds: readonly number[] | null,
): PackedOrder | null => {
  if (!ofIds || !keys.every((key) => isText(key) && KEY.test(key))) return null
  return {
    made: (keys as string[]).map((key, i) => {
      const time = timeOf(key)
      return orderKeyOfTime(time, String(ids[i])) === key ? time - (ofIds[i] as number) : key
    }),
  }
}

/** @throws Error when ids tell no times */
export const unpackOrder = (
  { made }: PackedOrder,
  ids: readonly unknown[],
  ofIds: readonly number[] | null,
): string[] => {
  if (ofIds?.length !== made.length) throw new Error('order keys are not whole')
  return made.map((one, i) =>
    isText(one) ? one : orderKeyOfTime((ofIds[i] as number) + one, String(ids[i])),
  )
}

/** The moment that a key says that it was made at, if it was. */
const timeOf = (key: string): number => {
  let time = 0
  for (let i = 1; i <= 8; i++) {
    const code = key.charCodeAt(i)
    time = time * 62 + (code < 58 ? code - 48 : code < 91 ? code - 55 : code - 61)
  }
  return time
}
