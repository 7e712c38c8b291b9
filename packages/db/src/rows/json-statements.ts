import { getTableColumns } from 'drizzle-orm'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import type { Statement } from '../reader.ts'

/** Each is parsed once per connection, which remembers it: so there must not be ever more of them. */
const MOST_PREPARED = 100
const prepared = new Map<string, string>()

const named = (text: string, values: unknown[]): Statement => {
  const name = prepared.get(text) ?? `write-${prepared.size}`
  if (!prepared.has(text)) {
    if (prepared.size >= MOST_PREPARED) return { text, values }
    prepared.set(text, name)
  }
  return { name, text, values }
}

const nameOf = (table: PgTable): string => {
  const { schema, name } = getTableConfig(table)
  return `${schema}.${name}`
}

/** Fields of rows as the columns of their table are named; what is no column of it is left out. */
const asColumns = (table: PgTable, rows: readonly object[]): Record<string, unknown>[] => {
  const columns = getTableColumns(table)
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([field, value]) => {
        const column = columns[field]
        return column ? [[column.name, value]] : []
      }),
    ),
  )
}

/** Inserts rows that have the same fields. */
export const insertStatement = (table: PgTable, rows: readonly object[]): Statement => {
  const values = asColumns(table, rows)
  const columns = Object.keys(values[0] ?? {}).sort()
  return named(
    `INSERT INTO ${nameOf(table)} (${columns.join(', ')})
     SELECT ${columns.join(', ')} FROM jsonb_populate_recordset(NULL::${nameOf(table)}, $1)`,
    [JSON.stringify(values)],
  )
}

/** Updates the same fields of several rows, each to its own values. @param key the field that names the row */
export const updateStatement = (
  table: PgTable,
  key: string,
  rows: readonly object[],
): Statement => {
  const values = asColumns(table, rows)
  const [id = ''] = Object.keys(asColumns(table, [{ [key]: '' }])[0] ?? {})
  const columns = Object.keys(values[0] ?? {}).filter((name) => name !== id)
  const set = columns.sort().map((name) => `${name} = new.${name}`)
  // The ids tell the planner how few they are, and where: the JSON it takes for a hundred rows.
  return named(
    `UPDATE ${nameOf(table)} row SET ${set.join(', ')}
     FROM jsonb_populate_recordset(NULL::${nameOf(table)}, $1) AS new
     WHERE row.${id} = new.${id} AND row.${id} = ANY ($2::uuid[])`,
    [JSON.stringify(values), values.map((row) => row[id])],
  )
}
