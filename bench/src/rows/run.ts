import { setTimeout as delay } from 'node:timers/promises'
import type { BenchArguments } from '../arguments.ts'
import { cpuMs } from '../measure/process-tree.ts'
import type { ProductWorld } from '../product/product-world.ts'
import type { Figures } from '../report/figures.ts'
import type { Side } from '../side.ts'
import { type ClientProcess, startClient } from '../worker/client-process.ts'
import type { Operations } from '../worker/protocol.ts'

/** What every phase works with. */
export interface Run {
  asked: BenchArguments
  sides: readonly Side[]
  figures: Figures
  /** Those of the sides that are the product. */
  worlds: readonly ProductWorld[]
  say: (line: string) => void
}

/** Processor time within half a second that a resting server stays below, in milliseconds. */
const RESTING_MS = 20
const MOST_ROUNDS = 240

/** Waits until a server has done what it does in the background. */
export const whenResting = async (side: Side): Promise<void> => {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = cpuMs([...side.pids(), ...side.databasePids()])
    await delay(500)
    if (cpuMs([...side.pids(), ...side.databasePids()]) - before <= RESTING_MS) return
  }
}

export interface OpenedClient {
  client: ClientProcess
  opened: Operations['open']['answer']
}

/**
 * Opens a fresh client of a side in a process of its own and waits until it has every task.
 * @param admitted called when the client is signed in, which is meant to be costly, and not open yet
 * @throws Error when some tasks are missing
 */
export const openFresh = async (
  side: Side,
  who: 'owner' | 'member',
  port: number,
  admitted: () => void = () => undefined,
): Promise<OpenedClient> => {
  const client = await startClient(side.adapter)
  try {
    const own = await side.admit(who)
    admitted()
    const opened = await client.ask('open', { port, n: side.n, folder: client.folder, own })
    if (opened.rows < side.n) throw new Error(`${side.name}: ${opened.rows} of ${side.n} tasks`)
    return { client, opened }
  } catch (error) {
    await client[Symbol.asyncDispose]()
    throw error
  }
}

/** Two who work on the same tasks: A's link can be cut, B looks at one task. */
export interface Pair {
  side: Side
  a: ClientProcess
  b: ClientProcess
}

/** The task that B looks at. */
const WATCHED = 7

/** A pair for each side, on `stack`. */
export const openPairs = async (
  { sides }: Run,
  stack: AsyncDisposableStack,
): Promise<readonly Pair[]> => {
  const pairs: Pair[] = []
  for (const side of sides) {
    const a = stack.use((await openFresh(side, 'owner', side.proxy.port)).client)
    const b = stack.use((await openFresh(side, 'member', side.port)).client)
    await b.ask('watch', { task: WATCHED })
    pairs.push({ side, a, b })
  }
  for (const { side } of pairs) await whenResting(side)
  return pairs
}

/** One write of A, seen by B and acknowledged. */
export const writeOnce = async ({ a, b }: Pair, title: string) => {
  const seen = b.seen(title)
  const written = await a.ask('write', { task: WATCHED, title })
  return { ...written, seenMs: (await seen) - written.from }
}
