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

/**
 * One open transaction. Holding it is the permission to write. Statements that are not waited for
 * travel together, and are done in the order in which they were given; where one failed, those
 * behind it fail with its error.
 */
export interface Transaction extends Reader {
  readonly db: NodePgDatabase
  /**
   * Does these last statements and commits, all in one flight, rather than when the function has
   * returned. @returns the rows of each @throws the error of the first that failed: then nothing was
   * committed
   */
  commit(last?: readonly Statement[]): Promise<QueryResultRow[][]>
}

/** How plain SQL reads: instants as IsoDate, 64-bit integers as numbers, all else as pg does. */
export const parsers: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && oid === types.builtins.TIMESTAMPTZ) return toIsoDate
    if (format !== 'binary' && oid === types.builtins.INT8) return Number
    return format === 'binary' ? types.getTypeParser(oid, format) : types.getTypeParser(oid)
  },
}

const readers = new WeakMap<ClientBase, Reader>()

/** The one reader of a connection outside of transactions. */
export const readerOf = (client: ClientBase): Reader => {
  const known = readers.get(client)
  if (known) return known
  const reader: Reader = {
    // Drizzle only ever calls `query`, which every kind of client has.
    db: drizzle({ client: client as PoolClient }),
    rows: async <T extends QueryResultRow>(statement: Statement) =>
      (await client.query<T>(statement)).rows,
  }
  readers.set(client, reader)
  return reader
}

/** A transaction on a connection that is its own meanwhile. BEGIN travels with the first statements. */
export class OpenTransaction implements Transaction {
  readonly #client: ClientBase
  readonly #begun: Promise<unknown>
  #db: NodePgDatabase | undefined
  #failure: Error | undefined
  #isCommitted = false

  constructor(client: ClientBase, begin: string) {
    this.#client = client
    this.#begun = client.query(begin)
    this.#begun.catch(() => undefined)
  }

  get db(): NodePgDatabase {
    this.#db ??= drizzle({ client: this.#queryingInside() as PoolClient })
    return this.#db
  }

  /** Gives no answer, so that nothing is done next, where the transaction had not begun. */
  async rows<T extends QueryResultRow>(statement: Statement): Promise<T[]> {
    const [, { rows }] = await this.#asFirstFailed([this.#begun, this.#client.query<T>(statement)])
    return rows
  }

  async commit(last: readonly Statement[] = []): Promise<QueryResultRow[][]> {
    if (this.#isCommitted) return []
    const flight = last.map((statement) => this.#client.query(statement))
    const end = this.#client.query('COMMIT')
    const [answers, { command }] = await this.#asFirstFailed([
      Promise.all(flight),
      end,
      this.#begun,
    ])
    // The answer to the COMMIT of a transaction that had failed is ROLLBACK, and no error.
    if (command !== 'COMMIT') throw this.#failure ?? new Error('the transaction was rolled back')
    this.#isCommitted = true
    return answers.map(({ rows }) => rows)
  }

  /** PostgreSQL says of all that comes behind a failure only that it came behind one. */
  async #asFirstFailed<T extends readonly unknown[]>(
    answers: {
      [I in keyof T]: Promise<T[I]>
    },
  ): Promise<T> {
    try {
      return (await Promise.all(answers)) as unknown as T
    } catch (error) {
      this.#failure ??= error as Error
      throw this.#failure
    }
  }

  #queryingInside(): Pick<ClientBase, 'query'> {
    const query = async (...args: [string]) => {
      await this.#begun
      return this.#client.query(...args)
    }
    return { query } as unknown as Pick<ClientBase, 'query'>
  }
}
