/**
 * How a column is written: `plain` as an array of values; `shared` as distinct values and an index
 * per row, so that equal values are one value in memory (enums, ids of people and projects, tags).
 */
export type ColumnKind = 'plain' | 'shared'
export type ColumnKinds<R> = { [K in keyof R]-?: ColumnKind }

/** Rows turned on their side. */
export type Columns<R> = { [K in keyof R]: R[K][] }

export interface Table {
  n: number
  columns: Record<string, unknown[] | { values: unknown[]; index: number[] }>
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
  for (const [name, kind] of Object.entries(kinds) as [keyof R & string, ColumnKind][]) {
    const values = rows.map((row) => row[name])
    table.columns[name] = kind === 'plain' ? values : share(values)
  }
  return table
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
  for (const name of Object.keys(kinds) as (keyof R & string)[]) {
    const column = unshare(table.columns[name], intern)
    if (column?.length !== table.n) throw new Error(`column ${name} is not whole`)
    columns[name] = column
  }
  return columns as Columns<R>
}

const unshare = (column: Table['columns'][string] | undefined, intern: Interner) => {
  if (column === undefined || Array.isArray(column)) return column
  const values = column.values.map(intern)
  return column.index.map((place) => {
    if (!(place in values)) throw new Error('a shared value is missing')
    return values[place]
  })
}
