import { type ClientBase, Pool, type PoolClient } from 'pg'
import { currentEpoch } from './epoch.ts'
import { OpenTransaction, parsers, type Reader, readerOf, type Transaction } from './reader.ts'
import { sendingTogether } from './sending-together.ts'
import { isLostConnection } from './sql-state.ts'

export interface DatabaseOptions {
  url: string
  /** What PostgreSQL lists its connections as. Default holdfast. */
  name?: string
  /** Most connections of the pool. Default 10. */
  max?: number
  /**
   * Longest a statement may take, in ms. Default 15,000. A database that does not even say that time
   * is up has its connection cut a little later.
   */
  statementTimeout?: number
  /** A new connection met another life of the database: it was restored or promoted. */
  onNewEpoch?: (epoch: string) => void
  /** A connection was lost; the pool makes another. */
  onConnectionLost?: (error: Error) => void
}

export interface TransactOptions {
  /** Default: read committed. */
  isolation?: 'read committed' | 'repeatable read' | 'serializable'
  /**
   * Named statements are planned once and not for each set of values: for work that finds all rows by
   * their keys, of which planning would be a third. Default: PostgreSQL decides.
   */
  plansOnce?: boolean
}

export interface Database extends AsyncDisposable {
  readonly pool: Pool
  /** As the newest connection found it. */
  readonly epoch: string
  read<T>(fn: (reader: Reader) => Promise<T>): Promise<T>
  /** Everything that `fn` reads is of one moment. */
  readSnapshot<T>(fn: (reader: Reader) => Promise<T>): Promise<T>
  /**
   * Commits what `fn` did, or nothing of it when it throws; trying again is the caller's. What it
   * did may leave the process only after this has returned.
   */
  transact<T>(fn: (tx: Transaction) => Promise<T>, options?: TransactOptions): Promise<T>
  close(): Promise<void>
}

const STATEMENT_TIMEOUT = 15_000
/** How much longer than a statement may take its answer is waited for, in ms. */
const ANSWER_WITHIN = 2000
const PLAN_ONCE = 'SET LOCAL plan_cache_mode = force_generic_plan'
/** Longest a transaction may wait for its own program, in ms. */
const IDLE_IN_TRANSACTION = 30_000

/**
 * Opens a pool on a migrated database.
 * @throws Error when it does not answer within 10 s
 */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  const onLost = (error: Error) => options.onConnectionLost?.(error)
  let epoch = ''
  const { pool, close } = openPool(options, async (client) => {
    const found = await currentEpoch(readerOf(client))
    if (epoch !== '' && epoch !== found) options.onNewEpoch?.(found)
    epoch = found
  })
  pool.on('error', onLost)
  const { read, within } = borrowing(pool, onLost)
  await read(currentEpoch).catch(async (error: unknown) => {
    await close()
    throw error
  })
  return {
    pool,
    get epoch() {
      return epoch
    },
    read,
    readSnapshot: (fn) => within('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', fn, leave),
    transact: (fn, { isolation = 'read committed', plansOnce = false } = {}) =>
      within(`BEGIN ISOLATION LEVEL ${isolation}${plansOnce ? `; ${PLAN_ONCE}` : ''}`, fn, (tx) =>
        tx.commit(),
      ),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** @param met told of every new connection, before it is used */
const openPool = (
  { url, name, max, statementTimeout = STATEMENT_TIMEOUT }: DatabaseOptions,
  met: (client: ClientBase) => Promise<void>,
): { pool: Pool; close: () => Promise<void> } => {
  const pool = new Pool({
    connectionString: url,
    max: max ?? 10,
    application_name: name ?? 'holdfast',
    connectionTimeoutMillis: 10_000,
    query_timeout: statementTimeout + ANSWER_WITHIN,
    keepAlive: true,
    // Statements need not wait for the answer to the one before.
    pipeline: true,
    stream: sendingTogether,
    types: parsers,
    onConnect: async (client: ClientBase) => {
      await client.query(
        `SET statement_timeout = ${statementTimeout};
         SET idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION};
         SET timezone = 'UTC'`,
      )
      await met(client)
    },
  })
  const connected = new Set<ClientBase>()
  pool.on('connect', (client) => connected.add(client))
  pool.on('remove', (client) => connected.delete(client))
  const close = async (): Promise<void> => {
    await pool.end()
    // It ends when it has let go of its connections: the last may still be on their way out.
    while (connected.size > 0) await new Promise((resolve) => pool.once('remove', resolve))
  }
  return { pool, close }
}

/** Work on a connection that is lent for it, and given back whatever happens. */
const borrowing = (pool: Pool, onLost: (error: Error) => void) => {
  const read = async <T>(fn: (reader: Reader) => Promise<T>): Promise<T> => {
    const client = await checkOut(pool, onLost)
    let broken: Error | undefined
    try {
      return await fn(readerOf(client))
    } catch (error) {
      if (isLostConnection(error)) broken = asError(error)
      throw error
    } finally {
      giveBack(client, onLost, broken)
    }
  }
  const within = async <T>(
    begin: string,
    fn: (tx: Transaction) => Promise<T>,
    end: (tx: Transaction) => Promise<unknown>,
  ): Promise<T> => {
    const client = await checkOut(pool, onLost)
    let broken: Error | undefined
    try {
      const tx = new OpenTransaction(client, begin)
      const result = await fn(tx)
      await end(tx)
      return result
    } catch (error) {
      broken = isLostConnection(error) ? asError(error) : await rollBack(client)
      throw error
    } finally {
      giveBack(client, onLost, broken)
    }
  }
  return { read, within }
}

/** Nobody needs to know how a transaction ended that only read: whoever is next waits behind it. */
const leave = async (tx: Transaction): Promise<void> => {
  tx.commit().catch(() => undefined)
}

// A connection that dies while it is lent out emits an error that would end the process.
const checkOut = async (pool: Pool, onLost: (error: Error) => void): Promise<PoolClient> => {
  const client = await pool.connect()
  client.on('error', onLost)
  return client
}

const giveBack = (client: PoolClient, onLost: (error: Error) => void, broken?: Error): void => {
  client.off('error', onLost)
  client.release(broken)
}

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error))

/** @returns the error that makes the connection useless, if there was one */
const rollBack = async (client: PoolClient): Promise<Error | undefined> => {
  try {
    await client.query('ROLLBACK')
    return undefined
  } catch (error) {
    return asError(error)
  }
}
