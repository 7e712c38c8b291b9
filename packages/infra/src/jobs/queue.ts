import { Logger, runMigrations } from 'graphile-worker'
import pTimeout from 'p-timeout'
import { type Client, Pool, type PoolClient } from 'pg'

export interface QueueOptions {
  url: string
  /** A connection was lost, or a job could not be taken or ended. It goes on by itself. */
  onError?: (error: unknown) => void
}

/** The queue of jobs in PostgreSQL, on tables that are there. */
export interface JobQueue extends AsyncDisposable {
  /** To add and count jobs. */
  pool: Pool
  /** For one that works on them. Disposing ends it, with what is still lent out. */
  openWorkPool(): WorkPool
  logger: Logger
  onError: (error: unknown) => void
}

export interface WorkPool extends AsyncDisposable {
  pool: Pool
}

/** Beside the server's own pool, in one budget of connections: of the workers one listens, two work. */
const CONNECTIONS = { queue: 1, work: 3 }

/** How long a connection may take to be given back when all work has ended, in ms. */
const GIVEN_BACK_WITHIN = 2000

const openPool = (url: string, max: number, onError: (error: unknown) => void): WorkPool => {
  let isClosing = false
  // The last connections may still be on their way out when the pool says that it has ended.
  const tell = (error: unknown): void => {
    if (!isClosing) onError(error)
  }
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: 'holdfast-jobs',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  pool.on('error', tell)
  // A connection that dies while it is lent out emits an error that would end the process.
  pool.on('connect', (client) => client.on('error', tell))
  const lent = new Set<PoolClient>()
  pool.on('acquire', (client) => lent.add(client))
  pool.on('release', (_, client) => lent.delete(client))
  const close = async (): Promise<void> => {
    isClosing = true
    await pTimeout(pool.end(), { milliseconds: GIVEN_BACK_WITHIN, fallback: () => undefined })
    // A worker that was cut off from its database keeps what it was lent, and the pool would wait.
    for (const client of lent) void (client as unknown as Client).end()
  }
  let closed: Promise<void> | undefined
  const dispose = (): Promise<void> => {
    closed ??= close()
    return closed
  }
  return { pool, [Symbol.asyncDispose]: dispose }
}

/** Makes the queue's tables where they are missing. @throws Error when the database does not answer */
export const openJobQueue = async ({
  url,
  onError = () => undefined,
}: QueueOptions): Promise<JobQueue> => {
  const { pool, [Symbol.asyncDispose]: close } = openPool(url, CONNECTIONS.queue, onError)
  const logger = new Logger(() => (level, message, meta) => {
    if (level === 'error') onError(meta?.error ?? new Error(message))
  })
  try {
    await runMigrations({ pgPool: pool, logger })
  } catch (error) {
    await pool.end()
    throw error
  }
  const openWorkPool = (): WorkPool => openPool(url, CONNECTIONS.work, onError)
  return { pool, openWorkPool, logger, onError, [Symbol.asyncDispose]: close }
}
