import type { DomainEvent } from '@holdfast/domain'
import { LogicalReplicationService, type Pgoutput, PgoutputPlugin } from 'pg-logical-replication'
import { PUBLICATION } from './slot.ts'

/** Of messages in the write-ahead log that say how far it is complete. */
export const MARK = 'holdfast-feed'

/** What came along the stream: a transaction's events, or a mark between transactions. */
export interface Arrival {
  events: DomainEvent[]
  /** Every transaction with a smaller number came before. */
  mark?: string
  /** To be acknowledged once carried. */
  lsn: bigint
}

export interface WalStream extends AsyncDisposable {
  /** Rejects when the stream breaks, or is too far ahead of whoever takes from it. */
  broken: Promise<never>
  /** Everything that has arrived, the oldest first. */
  take(): Arrival[]
  /** What is acknowledged does not come again, also after a restart. */
  acknowledge(lsn: bigint): Promise<void>
}

/** Events that may wait in memory; a stream that brings more is left, and read again later. */
const MOST_WAITING = 20_000

/** Reads a slot from where it was acknowledged. */
export const openWalStream = (url: string, slot: string, onArrival: () => void): WalStream => {
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => undefined)
  const begun = Promise.withResolvers<void>()
  const service = new LogicalReplicationService(
    {
      connectionString: url,
      application_name: 'holdfast-feed-wal',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    },
    // By itself it would acknowledge what has only arrived.
    { acknowledge: { auto: false, timeoutSeconds: 0 } },
  )
  let arrived: Arrival[] = []
  let waiting = 0
  let open: DomainEvent[] | undefined
  let handedOut = 0n
  let acknowledged = 0n

  const acknowledge = async (lsn: bigint): Promise<void> => {
    if (lsn > acknowledged) acknowledged = lsn
    // It adds one to what it is given, and a commit that begins just there would be passed over.
    if (acknowledged > 0n) await service.acknowledge(textOf(acknowledged - 1n))
  }
  const arrive = (arrival: Arrival): void => {
    arrived.push(arrival)
    waiting += arrival.events.length
    if (waiting > MOST_WAITING)
      broken.reject(new Error('the stream is ahead of the bus; it is left'))
    onArrival()
  }
  const take = (message: Pgoutput.Message): void => {
    if (message.tag === 'begin') open = []
    if (message.tag === 'insert') open?.push(eventOf(message.new))
    if (message.tag === 'commit') {
      // One past where the commit begins: it is done with, and the next one is not.
      arrive({ events: open ?? [], lsn: lsnOf(message.commitLsn) + 1n })
      open = undefined
    }
    if (message.tag === 'message' && message.prefix === MARK) {
      const mark = Buffer.from(message.content).toString()
      arrive({ events: [], mark, lsn: lsnOf(message.messageLsn) })
    }
  }
  service.on('data', (_, message: Pgoutput.Message) => take(message))
  service.on('error', (error) => broken.reject(error))
  service.on('start', () => begun.resolve())
  service.on('heartbeat', (lsn) => {
    const isIdle = open === undefined && arrived.length === 0 && handedOut <= acknowledged
    acknowledge(isIdle ? lsnOf(lsn) : acknowledged).catch((error) => broken.reject(error))
  })
  const plugin = new PgoutputPlugin({
    protoVersion: 1,
    publicationNames: [PUBLICATION],
    messages: true,
  })
  const subscribed = service.subscribe(plugin, slot).then(
    () => broken.reject(new Error('the stream of changes has ended')),
    (error) => broken.reject(error),
  )
  return {
    broken: broken.promise,
    take() {
      const taken = arrived
      arrived = []
      waiting = 0
      handedOut = taken.at(-1)?.lsn ?? handedOut
      return taken
    },
    acknowledge,
    async [Symbol.asyncDispose]() {
      // Stopped while it connects, it would connect all the same and live on.
      await Promise.race([begun.promise, subscribed])
      await service.stop()
    },
  }
}

const eventOf = (row: Record<string, unknown>): DomainEvent => {
  const metadata = row.metadata as { after?: object } | null
  return {
    id: String(row.id),
    entity: row.entity_type as DomainEvent['entity'],
    entityId: String(row.entity_id),
    action: row.action as DomainEvent['action'],
    version: Number(row.version),
    fields: Object.keys(metadata?.after ?? {}),
  }
}

const lsnOf = (text: string | null): bigint => {
  const [high = '0', low = '0'] = (text ?? '0/0').split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

const textOf = (lsn: bigint): string =>
  `${(lsn >> 32n).toString(16)}/${(lsn & 0xffffffffn).toString(16)}`.toUpperCase()
