import type { Client, Pool } from 'pg'
import { lead } from './lead.ts'
import { type Carry, type ChangeFeed, type FeedOptions, GATHERING } from './port.ts'
import { openPosition, savePosition } from './positions.ts'
import { lagOf, readLog } from './read-log.ts'
import { dropSlot } from './slot.ts'
import { pause, Wake } from './wake.ts'

export interface LogFeedOptions extends FeedOptions {
  /** Asked for the lag alone. */
  pool: Pool
}

const RETRY = { first: 200, last: 5000 }

/** The lock of whoever carries: the adapters exclude each other too. */
export const LEADER = 'holdfast feed'

/** The feed as it is read from the audit log itself: poked, and looked at every second. */
export const logFeed = (options: LogFeedOptions): ChangeFeed => {
  const { url, pool, pokes, every = 1000, gather = GATHERING, most = 500 } = options
  const onError = options.onError ?? (() => undefined)

  const follow = (carry: Carry): AsyncDisposable => {
    const wake = new Wake()
    const stopListening = pokes?.onPoke(() => wake.poke())
    const leading = lead({ url, name: LEADER, every, onError }, async (client, signal) => {
      await dropSlot(client)
      while (!signal.aborted) {
        const carried = await carryLog(client, carry, { most, onError }, signal)
        await wake.wait(every, carried ? gather.busy : gather.quiet, signal)
      }
    })
    return {
      async [Symbol.asyncDispose]() {
        stopListening?.()
        await leading[Symbol.asyncDispose]()
      },
    }
  }
  return { follow, lag: () => lagOf(pool) }
}

interface CarryOptions {
  most: number
  onError: (error: unknown) => void
}

/** Carries what there is behind the stored position. @returns whether there was anything */
const carryLog = async (
  client: Client,
  carry: Carry,
  { most, onError }: CarryOptions,
  signal: AbortSignal,
): Promise<boolean> => {
  let position = await openPosition(client)
  for (let carried = false; ; carried = true) {
    const page = await readLog(client, position, most)
    if (!page || signal.aborted) return carried
    await untilCarried(() => carry(page.events, signal), onError, signal)
    if (signal.aborted) return true
    position = page.position
    await savePosition(client, position, page.events.at(-1)?.version ?? 0)
    if (page.isLast) return true
  }
}

/** Tries until it is carried: those who could take over would be told the same. */
export const untilCarried = async (
  carry: () => Promise<void>,
  onError: (error: unknown) => void,
  signal: AbortSignal,
): Promise<void> => {
  for (let wait = RETRY.first; !signal.aborted; wait = Math.min(wait * 2, RETRY.last)) {
    try {
      return await carry()
    } catch (error) {
      if (!signal.aborted) onError(error)
      await pause(wait, signal)
    }
  }
}
