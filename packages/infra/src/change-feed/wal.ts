import type { Client } from 'pg'
import { lead } from './lead.ts'
import { LEADER, type LogFeedOptions, untilCarried } from './log.ts'
import { type Carry, type ChangeFeed, GATHERING, type Gathering } from './port.ts'
import { openPosition, savePosition } from './positions.ts'
import { lagOf, readLog } from './read-log.ts'
import { readySlot, slotName } from './slot.ts'
import { Wake } from './wake.ts'
import { MARK, openWalStream, type WalStream } from './wal-stream.ts'

interface WalCarrier {
  client: Client
  carry: Carry
  every: number
  gather: Gathering
  most: number
  onError: (error: unknown) => void
}

/**
 * The feed as the write-ahead log brings it, by logical replication: no transaction under way holds it
 * back. Where its slot is missing or was lost, it first reads what is not carried in the audit log.
 */
export const walFeed = (options: LogFeedOptions): ChangeFeed => {
  const { url, pool, every = 1000, gather = GATHERING, most = 500 } = options
  const onError = options.onError ?? (() => undefined)
  const follow = (carry: Carry): AsyncDisposable =>
    lead({ url, name: LEADER, every, onError }, async (client, signal) => {
      const carrier = { client, carry, every, gather, most, onError }
      await openPosition(client)
      const slot = await slotName(client)
      const { keep } = await readySlot(client, slot, onError)
      if (keep && !(await carryVisible(carrier, signal))) return
      await keep?.()
      const wake = new Wake()
      await using stream = openWalStream(url, slot, () => wake.poke())
      await carryStream(carrier, stream, wake, signal)
    })
  return { follow, lag: () => lagOf(pool) }
}

/**
 * Carries all that can be seen behind the stored position. What cannot be seen yet is committed later
 * than the slot was made, and comes along the stream.
 * @returns whether all of it is carried
 */
const carryVisible = async (
  { client, carry, most, onError }: WalCarrier,
  signal: AbortSignal,
): Promise<boolean> => {
  let position = await openPosition(client)
  const complete = { xid: await oldestUnderWay(client), version: '-1' }
  let newest = 0
  while (!signal.aborted) {
    const page = await readLog(client, position, most, 'visible')
    if (!page) {
      await savePosition(client, complete, newest)
      return true
    }
    await untilCarried(() => carry(page.events, signal), onError, signal)
    position = page.position
    newest = Math.max(newest, page.events.at(-1)?.version ?? 0)
  }
  return false
}

const carryStream = async (
  { client, carry, every, gather, onError }: WalCarrier,
  stream: WalStream,
  wake: Wake,
  signal: AbortSignal,
): Promise<void> => {
  let newest = 0
  let isMarked = true
  while (!signal.aborted) {
    const arrived = stream.take()
    const events = arrived.flatMap((one) => one.events).sort((a, b) => a.version - b.version)
    if (events.length > 0) {
      await untilCarried(() => carry(events, signal), onError, signal)
      if (signal.aborted) return
      newest = Math.max(newest, events.at(-1)?.version ?? 0)
      isMarked = false
    }
    const mark = arrived.findLast((one) => one.mark !== undefined)?.mark
    if (mark) await savePosition(client, { xid: mark, version: '-1' }, newest)
    const last = arrived.at(-1)
    if (last) await stream.acknowledge(last.lsn)
    if (arrived.length === 0 && !isMarked) {
      await writeMark(client)
      isMarked = true
    }
    const gathered = events.length > 0 ? gather.busy : gather.quiet
    await Promise.race([wake.wait(every, gathered, signal), stream.broken])
  }
}

/** Says along the stream how far it is complete, for the position that a lost slot begins from. */
const writeMark = async (client: Client): Promise<void> => {
  const xid = await oldestUnderWay(client)
  await client.query('SELECT pg_logical_emit_message(false, $1::text, $2::text)', [MARK, xid])
}

const oldestUnderWay = async (client: Client): Promise<string> => {
  const { rows } = await client.query<{ xmin: string }>(
    'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin',
  )
  return rows[0]?.xmin ?? '0'
}
