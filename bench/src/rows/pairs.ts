import type { Side } from '../side.ts'
import type { ClientProcess } from '../worker/client-process.ts'
import { openFresh } from './open-fresh.ts'
import { whenResting } from './when-resting.ts'

/** Two who work on the same tasks: A's link can be cut, B looks at one task. */
export interface Pair {
  side: Side
  a: ClientProcess
  b: ClientProcess
}

/** The task that B looks at. */
const WATCHED = 7

/** A pair for each side, opened when first asked for and kept for the phases that need them. */
export class Pairs implements AsyncDisposable {
  private readonly sides: readonly Side[]
  private stack = new AsyncDisposableStack()
  private opening: Promise<readonly Pair[]> | null = null

  constructor(sides: readonly Side[]) {
    this.sides = sides
  }

  open(): Promise<readonly Pair[]> {
    this.opening ??= this.openAll()
    return this.opening
  }

  /** Ends them; the next `open` begins anew. */
  async close(): Promise<void> {
    const { stack } = this
    this.stack = new AsyncDisposableStack()
    this.opening = null
    await stack.disposeAsync()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  private async openAll(): Promise<readonly Pair[]> {
    const pairs: Pair[] = []
    for (const side of this.sides) {
      const a = this.stack.use((await openFresh(side, 'owner', side.proxy.port)).client)
      const b = this.stack.use((await openFresh(side, 'member', side.port)).client)
      await b.ask('watch', { task: WATCHED })
      pairs.push({ side, a, b })
    }
    for (const side of this.sides) await whenResting(side)
    return pairs
  }
}

/** One write of A, seen by B and acknowledged. */
export const writeOnce = async ({ a, b }: Pair, title: string) => {
  const seen = b.seen(title)
  const written = await a.ask('write', { task: WATCHED, title })
  return { ...written, seenMs: (await seen) - written.from }
}
