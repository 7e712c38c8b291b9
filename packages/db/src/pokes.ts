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
/** In ms. */
const COALESCE = 3
const RETRY = { first: 50, last: 2000 }
/** In bytes. PostgreSQL takes fewer than 8,000. */
const LARGEST_PAYLOAD = 7900

/**
 * Opens the one connection of this process that sends and hears pokes. A trigger that notified would
 * make commits wait for each other.
 * @throws Error when the database does not answer
 */
export const openPokes = async (options: PokesOptions): Promise<Pokes> => {
  const listeners = new Set<PokeListener>()
  const waiting = new Set<Bucket>()
  const closing = new AbortController()
  let connection: Client | undefined
  let reconnecting: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined

  const tell = (poked: Poked, own?: readonly OwnCommit[]): void => {
    for (const listener of listeners) listener(poked, own)
  }
  const connect = async (): Promise<void> => {
    const client = new Client({
      connectionString: options.url,
      application_name: 'holdfast-pokes',
      connectionTimeoutMillis: 10_000,
    })
    client.on('error', (error) => options.onConnectionLost?.(error))
    await client.connect()
    const { rows } = await client.query<{ own: number }>('SELECT pg_backend_pid() AS own')
    client.on('notification', ({ payload, processId }: Notification) => {
      // This process heard of its own pokes when it sent them.
      if (processId !== rows[0]?.own) tell(new Set((payload ?? '').split(' ') as Bucket[]))
    })
    await client.query(`LISTEN ${CHANNEL}`)
    connection = client
    client.once('end', () => {
      connection = undefined
      reconnecting = reconnect()
    })
  }
  const reconnect = async (): Promise<void> => {
    for (
      let pause = RETRY.first;
      !closing.signal.aborted;
      pause = Math.min(pause * 2, RETRY.last)
    ) {
      try {
        await delay(pause, undefined, { signal: closing.signal })
        await connect()
        tell('all')
        flush()
        return
      } catch (error) {
        if (!closing.signal.aborted) options.onConnectionLost?.(error as Error)
      }
    }
  }
  // Without a connection the buckets wait for the next one, and while some are sent for those.
  const flush = (): void => {
    timer = undefined
    if (!connection || sending || waiting.size === 0) return
    const payloads = payloadsOf(waiting)
    waiting.clear()
    sending = connection
      .query({
        name: 'poke',
        text: 'SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload',
        values: [CHANNEL, payloads],
      })
      .then(
        () => undefined,
        (error: Error) => options.onConnectionLost?.(error),
      )
      .then(() => {
        sending = undefined
        flush()
      })
  }
  const close = async (): Promise<void> => {
    closing.abort()
    clearTimeout(timer)
    flush()
    await reconnecting
    // `end` cuts a connection off while a query is under way.
    while (sending) await sending
    await connection?.end()
  }

  await connect()
  return {
    poke(buckets, own) {
      const poked = new Set(buckets)
      tell(poked, own)
      for (const bucket of poked) waiting.add(bucket)
      timer ??= setTimeout(flush, COALESCE)
    },
    onPoke(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close,
    [Symbol.asyncDispose]: close,
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
