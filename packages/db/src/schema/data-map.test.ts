import { dataMap } from '@holdfast/domain/data-map'
import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import * as schema from './index.ts'

const tables = new Map(
  Object.values<unknown>(schema).flatMap((table) => {
    if (!is(table, PgTable)) return []
    const { schema: within = '', name, columns } = getTableConfig(table)
    return [[`${within}.${name}`, columns.map((column) => column.name).sort()] as const]
  }),
)

// A new column says in packages/domain/src/data-map.ts what it is, and so where it may appear.
test('every table is in the data map, and no other', () => {
  expect([...dataMap.keys()].map(String).sort()).toEqual([...tables.keys()].sort())
})

test.each([...tables])('every column of %s is in the data map, and no other', (table, columns) => {
  const mapped = dataMap as ReadonlyMap<string, ReadonlyMap<string, unknown>>
  expect([...(mapped.get(table)?.keys() ?? [])].sort()).toEqual(columns)
})
