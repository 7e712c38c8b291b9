import { getTableColumns, is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../testing/index.ts'
import * as schema from './index.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await testDatabase()
})
afterAll(() => t[Symbol.asyncDispose]())

const tables = Object.values(schema).filter((entry) => is(entry, PgTable))

/** Each column as `schema.table.column type [not null] [default] [key]`. */
const columnsOf = (table: PgTable): string[] => {
  const { schema, name, primaryKeys } = getTableConfig(table)
  const keyed = new Set(primaryKeys.flatMap((key) => key.columns.map((column) => column.name)))
  return Object.values(getTableColumns(table)).map((column) => {
    const key = column.primary || keyed.has(column.name)
    const generated = column.hasDefault || column.generatedIdentity !== undefined
    return describeColumn({
      column: `${schema}.${name}.${column.name}`,
      type: column.getSQLType().replace('varchar', 'character varying'),
      required: column.notNull || key,
      generated,
      key,
    })
  })
}

interface ColumnFacts {
  column: string
  type: string
  required: boolean
  generated: boolean
  key: boolean
}

const describeColumn = ({ column, type, required, generated, key }: ColumnFacts): string =>
  [column, type, required && 'not null', generated && 'default', key && 'key']
    .filter(Boolean)
    .join(' ')

test('the catalogue and the drizzle schema name the same columns', async () => {
  const catalogue = await t.database.read((reader) =>
    reader.rows<ColumnFacts>({
      text: `
        SELECT format('%s.%s.%s', nspname, relname, attname) AS column,
               format_type(atttypid, atttypmod) AS type, attnotnull AS required,
               atthasdef OR attidentity <> '' AS generated,
               coalesce(attnum = ANY (conkey), false) AS key
        FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r'
        JOIN pg_namespace ON pg_namespace.oid = relnamespace
        LEFT JOIN pg_constraint ON conrelid = attrelid AND contype = 'p'
        WHERE attnum > 0 AND NOT attisdropped AND nspname !~ '^pg_'
          AND nspname <> 'information_schema'`,
    }),
  )
  expect(tables.flatMap(columnsOf).sort()).toEqual(catalogue.map(describeColumn).sort())
  expect(tables.length).toBeGreaterThan(15)
})
