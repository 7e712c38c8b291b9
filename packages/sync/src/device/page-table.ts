import {
  idTimes,
  type PackedCounts,
  type PackedIds,
  type PackedInstants,
  type PackedOrder,
  packCounts,
  packIds,
  packInstants,
  packOrder,
  unpackCounts,
  unpackIds,
  unpackInstants,
  unpackOrder,
} from './packed-columns.ts'

/**
 * How a column is written: `plain` as an array of values; `shared` as distinct values and an index
 * per row, so that equal values are one value in memory (enums, ids of people and projects, tags);
 * the others by what such values have in common, and `plain` where they turn out not to have it.
 */
export type ColumnKind = 'plain' | 'shared' | 'id' | 'instant' | 'count' | 'order'
export type ColumnKinds<R> = { [K in keyof R]-?: ColumnKind }

/** Rows turned on their side. */
export type Columns<R> = { [K in keyof R]: R[K][] }

interface SharedColumn {
  values: unknown[]
  index: number[]
}

type Packed = PackedIds | PackedInstants | PackedCounts | PackedOrder

export interface Table {
  n: number
  columns: Record<string, unknown[] | SharedColumn | Packed>
}

/** Equal values of many pages become one. Lives as long as one load. */
export type Interner = <T>(value: T) => T

export const createInterner = (): Interner => {
  const pool = new Map<unknown, unknown>()
  return <T>(value: T): T => {
    const key = sameness(value)
    if (!pool.has(key)) pool.set(key, Object.freeze(value))
    return pool.get(key) as T
  }
}

/** Alike for values that are written alike. A string gets a mark that no JSON of another value has. */
const sameness = (value: unknown): unknown => {
  if (typeof value === 'string') return `"${value}`
  return typeof value === 'object' ? JSON.stringify(value) : value
}

export const writeTable = <R extends object>(kinds: ColumnKinds<R>, rows: readonly R[]): Table => {
  const table: Table = { n: rows.length, columns: {} }
  const ids = rows.map((row) => (row as { id?: unknown }).id)
  const times = idTimes(ids)
  for (const [name, kind] of Object.entries(kinds) as [keyof R & string, ColumnKind][]) {
    const values = rows.map((row) => row[name])
    table.columns[name] = write(kind, values, ids, times)
  }
  return table
}

const write = (
  kind: ColumnKind,
  values: unknown[],
  ids: readonly unknown[],
  times: readonly number[] | null,
): Table['columns'][string] => {
  switch (kind) {
    case 'plain':
      return values
    case 'shared':
      return share(values)
    case 'id':
      return packIds(values) ?? values
    case 'instant':
      return packInstants(values, times) ?? values
    case 'count':
      return packCounts(values) ?? values
    case 'order':
      return packOrder(values, ids, times) ?? values
  }
}

const share = (column: readonly unknown[]) => {
  const places = new Map<unknown, number>()
  const values: unknown[] = []
  const index = column.map((value) => {
    const key = sameness(value)
    const known = places.get(key)
    if (known !== undefined) return known
    places.set(key, values.length)
    return values.push(value) - 1
  })
  return { values, index }
}

/** @throws Error when a column is missing or its length is not the table's */
export const readTable = <R extends object>(
  kinds: ColumnKinds<R>,
  table: Table,
  intern: Interner,
): Columns<R> => {
  const columns: Partial<Record<keyof R, unknown[]>> = {}
  const { id } = table.columns
  const packed = id && 'uuid' in id ? unpackIds(id) : { ids: id, times: null }
  const ids = Array.isArray(packed.ids) ? packed.ids : []
  const ground = { intern, ids, times: packed.times }
  for (const name of Object.keys(kinds) as (keyof R & string)[]) {
    const column = name === 'id' ? ids : read(table.columns[name], ground)
    if (column?.length !== table.n) throw new Error(`column ${name} is not whole`)
    columns[name] = column
  }
  return columns as Columns<R>
}

interface Ground {
  intern: Interner
  ids: readonly unknown[]
  times: readonly number[] | null
}

const read = (
  column: Table['columns'][string] | undefined,
  { intern, ids, times }: Ground,
): unknown[] | undefined => {
  if (column === undefined || Array.isArray(column)) return column
  if ('values' in column) return unshare(column, intern)
  if ('uuid' in column) return unpackIds(column).ids
  if ('at' in column) return unpackInstants(column, times)
  if ('added' in column) return unpackCounts(column)
  return unpackOrder(column, ids, times)
}

const unshare = (column: SharedColumn, intern: Interner): unknown[] => {
  const values = column.values.map(intern)
  return column.index.map((place) => {
    const value = values[place]
    if (value === undefined) throw new Error('a shared value is missing')
    return value
  })
}
