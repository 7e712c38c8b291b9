import { Client } from 'pg'
import { pause } from './wake.ts'

export interface LeadOptions {
  url: string
  /** Those of one name exclude each other, in all processes on the database. */
  name: string
  /** How often it asks whether the one that leads has gone, in ms. */
  every: number
  onError: (error: unknown) => void
}

/** Longest a statement may take, in ms. */
const ANSWER_WITHIN = 60_000
const RETRY = { first: 100, last: 2000 }

/**
 * Works as long as no other process does, on a connection of its own that holds the lock: it goes with
 * the connection, so nobody waits for one that was killed. Where `work` throws it begins anew.
 */
export const lead = (
  options: LeadOptions,
  work: (client: Client, signal: AbortSignal) => Promise<void>,
): AsyncDisposable => {
  const closing = new AbortController()
  const { signal } = closing
  const leading = async (): Promise<void> => {
    for (let wait = RETRY.first; !signal.aborted; wait = Math.min(wait * 2, RETRY.last)) {
      try {
        await using connection = await connect(options.url)
        const over = AbortSignal.any([signal, connection.lost])
        while (!over.aborted && !(await tryLock(connection.client, options.name)))
          await pause(options.every, over)
        wait = RETRY.first
        if (!over.aborted) await work(connection.client, over)
      } catch (error) {
        if (signal.aborted) return
        options.onError(error)
        await pause(wait, signal)
      }
    }
  }
  const done = leading()
  return {
    async [Symbol.asyncDispose]() {
      closing.abort()
      await done
    },
  }
}

const connect = async (url: string) => {
  const lost = new AbortController()
  const client = new Client({
    connectionString: url,
    application_name: 'holdfast-feed',
    connectionTimeoutMillis: 10_000,
    query_timeout: ANSWER_WITHIN,
    keepAlive: true,
  })
  client.on('error', (error) => lost.abort(error))
  client.on('end', () => lost.abort(new Error('the connection of the change feed has ended')))
  await client.connect()
  // A leader whose machine is gone must not keep the lock for hours.
  await client.query(
    'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3',
  )
  return {
    client,
    lost: lost.signal,
    [Symbol.asyncDispose]: () => client.end().catch(() => undefined),
  }
}

const tryLock = async (client: Client, name: string): Promise<boolean> => {
  const { rows } = await client.query<{ locked: boolean }>(
    'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked',
    [name],
  )
  return rows[0]?.locked ?? false
}
