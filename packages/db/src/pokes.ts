import { setTimeout as delay } from 'node:timers/promises'
import type { Bucket, Row } from '@holdfast/domain'
import { Client, type Notification } from 'pg'
import type { Change } from './change-log.ts'

/** `all`: pokes may have been missed; look at every bucket. */
export type Poked = ReadonlySet<Bucket> | 'all'

/** All that a commit did to one bucket, as the process knows that made it. */
export interface OwnCommit {
  /** Of the record. */
  epoch: string
  bucket: Bucket
  n: number
  rows: Row[]
  removed: Pick<Change, 'kind' | 'id' | 'version'>[]
}

/** @param own of the poked buckets, what need not be read as this process made it */
export type PokeListener = (poked: Poked, own?: readonly OwnCommit[]) => void

/** Tells every process of the server, this one at once, that buckets have new commits. */
export interface Pokes extends AsyncDisposable {
  /** Call after commit. To other processes pokes of 3 ms travel together. */
  poke(buckets: Iterable<Bucket>, own?: readonly OwnCommit[]): void
  /** @returns the way to stop listening */
  onPoke(listener: PokeListener): () => void
  close(): Promise<void>
}

export interface PokesOptions {
  url: string
  /** The connection was lost; another is being made. */
  onConnectionLost?: (error: Error) => void
}

const CHANNEL = 'holdfast_poke'
/** By which the connections that listen know each other. */
const NAME = 'holdfast-pokes'
/** In ms. */
const COALESCE = 3
const RETRY = { first: 50, last: 2000 }
/** How often it is looked whether anybody else listens, in ms. Whoever comes meanwhile says so. */
const LOOK_EVERY = 10_000
/** In bytes. PostgreSQL takes fewer than 8,000. */
const LARGEST_PAYLOAD = 7900

/**
 * Opens the one connection of this process that sends and hears pokes. A trigger that notified would
 * make commits wait for each other.
 * @throws Error when the database does not answer
 */
export const openPokes = async (options: PokesOptions): Promise<Pokes> => {
  const pokes = new NotifiedPokes(options)
  await pokes.connect()
  return pokes
}

class NotifiedPokes implements Pokes {
  readonly #options: PokesOptions
  readonly #listeners = new Set<PokeListener>()
  readonly #waiting = new Set<Bucket>()
  readonly #closing = new AbortController()
  #connection: Client | undefined
  #reconnecting: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<void> | undefined
  /** No other process listens: nothing need be sent. */
  #isAlone = false
  #lookAt = 0

  constructor(options: PokesOptions) {
    this.#options = options
  }

  poke(buckets: Iterable<Bucket>, own?: readonly OwnCommit[]): void {
    const poked = new Set(buckets)
    this.#tell(poked, own)
    if (this.#isAlone && performance.now() < this.#lookAt) return
    for (const bucket of poked) this.#waiting.add(bucket)
    this.#timer ??= setTimeout(() => this.#flush(), COALESCE)
  }

  onPoke(listener: PokeListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    clearTimeout(this.#timer)
    this.#flush()
    await this.#reconnecting
    // `end` cuts a connection off while a query is under way.
    while (this.#sending) await this.#sending
    await this.#connection?.end()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.#options.url,
      connectionTimeoutMillis: 10_000,
    })
    client.on('error', (error) => this.#options.onConnectionLost?.(error))
    await client.connect()
    const { rows } = await client.query<{ own: number }>('SELECT pg_backend_pid() AS own')
    client.on('notification', (notification) => {
      // This process heard of its own pokes when it sent them.
      if (notification.processId !== rows[0]?.own) this.#hear(notification)
    })
    await client.query(`SET application_name = '${NAME}'; LISTEN ${CHANNEL}; NOTIFY ${CHANNEL}`)
    this.#connection = client
    this.#isAlone = false
    client.once('end', () => {
      this.#connection = undefined
      this.#reconnecting = this.#reconnect()
    })
  }

  #tell(poked: Poked, own?: readonly OwnCommit[]): void {
    for (const listener of this.#listeners) listener(poked, own)
  }

  /** One that names no bucket says only that somebody listens from now on. */
  #hear({ payload = '' }: Notification): void {
    this.#isAlone = false
    if (payload !== '') this.#tell(new Set(payload.split(' ') as Bucket[]))
  }

  async #reconnect(): Promise<void> {
    const { signal } = this.#closing
    for (let pause = RETRY.first; !signal.aborted; pause = Math.min(pause * 2, RETRY.last)) {
      try {
        await delay(pause, undefined, { signal })
        await this.connect()
        this.#tell('all')
        this.#flush()
        return
      } catch (error) {
        if (!signal.aborted) this.#options.onConnectionLost?.(error as Error)
      }
    }
  }

  // Without a connection the buckets wait for the next one, and while some are sent for those.
  #flush(): void {
    this.#timer = undefined
    const connection = this.#connection
    if (!connection || this.#sending || this.#waiting.size === 0) return
    const payloads = payloadsOf(this.#waiting)
    this.#waiting.clear()
    this.#sending = this.#send(connection, payloads)
      .catch((error: Error) => this.#options.onConnectionLost?.(error))
      .then(() => {
        this.#sending = undefined
        this.#flush()
      })
  }

  async #send(connection: Client, payloads: readonly string[]): Promise<void> {
    const looks = performance.now() >= this.#lookAt
    // Whoever says in the meantime that they listen is right.
    if (looks) this.#isAlone = true
    const { rows } = await connection.query<{ others: boolean | null }>({
      name: 'poke',
      text: `SELECT pg_notify($1, payload), CASE WHEN $3 THEN EXISTS (
               SELECT FROM pg_stat_activity
               WHERE application_name = $4 AND datname = current_database()
                 AND pid <> pg_backend_pid()
             ) END AS others
             FROM unnest($2::text[]) AS payload`,
      values: [CHANNEL, payloads, looks, NAME],
    })
    if (!looks) return
    if (rows[0]?.others) this.#isAlone = false
    this.#lookAt = performance.now() + LOOK_EVERY
  }
}

/** As few payloads as hold all of the buckets. */
export const payloadsOf = (buckets: Iterable<Bucket>): string[] => {
  const payloads: string[] = []
  let payload = ''
  for (const bucket of buckets) {
    if (payload.length + bucket.length + 1 > LARGEST_PAYLOAD) {
      payloads.push(payload)
      payload = ''
    }
    payload = payload === '' ? bucket : `${payload} ${bucket}`
  }
  return payload === '' ? payloads : [...payloads, payload]
}
