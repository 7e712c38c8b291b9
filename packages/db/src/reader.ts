import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import {
  type ClientBase,
  type CustomTypesConfig,
  type PoolClient,
  type QueryResultRow,
  types,
} from 'pg'
import { toIsoDate } from './schema/columns.ts'

/** A statement of plain SQL. A named one is parsed once per connection. */
export interface Statement {
  name?: string
  text: string
  values?: unknown[]
}

/** One connection, to read with. Instants come as IsoDate, 64-bit integers as numbers. */
export interface Reader {
  /** Drizzle, as far as it reads. */
  readonly db: Pick<NodePgDatabase, 'select' | 'selectDistinct' | 'selectDistinctOn' | '$count'>
  rows<T extends QueryResultRow>(statement: Statement): Promise<T[]>
}

/** One open transaction. Holding it is the permission to write. */
export interface Transaction extends Reader {
  readonly db: NodePgDatabase
}

/** How plain SQL reads: instants as IsoDate, 64-bit integers as numbers, all else as pg does. */
export const parsers: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && oid === types.builtins.TIMESTAMPTZ) return toIsoDate
    if (format !== 'binary' && oid === types.builtins.INT8) return Number
    return format === 'binary' ? types.getTypeParser(oid, format) : types.getTypeParser(oid)
  },
}

const readers = new WeakMap<ClientBase, Transaction>()

/** The one reader of a connection; whether it may write is in the type that it is handed out as. */
export const readerOf = (client: ClientBase): Transaction => {
  const known = readers.get(client)
  if (known) return known
  const reader: Transaction = {
    // Drizzle only ever calls `query`, which every kind of client has.
    db: drizzle({ client: client as PoolClient }),
    rows: async <T extends QueryResultRow>(statement: Statement) =>
      (await client.query<T>(statement)).rows,
  }
  readers.set(client, reader)
  return reader
}
