import type { SessionId } from '@holdfast/domain'
import { CloseCode } from '@holdfast/sync'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LiveConnection } from './live-connection.ts'
import type { HeldBy, LiveSessions } from './live-sessions.ts'
import { watchSessions } from './watch-sessions.ts'

/** What [S9] allows, in ms. */
const WITHIN = 5000

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A socket that only says what keeps it open, and how it was closed. */
class HeldSocket {
  readonly heldBy: HeldBy
  readonly closedBy: number[] = []
  readonly mindToken = (): undefined => undefined

  constructor(heldBy: string) {
    this.heldBy = heldBy as SessionId
  }

  close(code: number): void {
    this.closedBy.push(code)
  }
}

const watch = (sockets: readonly HeldSocket[], stillLive: LiveSessions['stillLive']) =>
  watchSessions(new Set(sockets as unknown as LiveConnection[]), { stillLive } as LiveSessions, {
    clock: () => new Date(),
    log: { warn: () => undefined } as never,
  })

test.each([0, 1, 999, 1999, 2000, 2001])(
  '[S9] a session that ends %i ms after a look has its sockets closed within 5 s, and no other',
  async (after) => {
    const [gone, other] = [new HeldSocket('gone'), new HeldSocket('other')]
    const live = new Set<HeldBy>([gone.heldBy, other.heldBy])
    using _ = watch([gone, other], async () => live)
    await vi.advanceTimersByTimeAsync(10_000 + after)
    expect(gone.closedBy).toEqual([])
    live.delete(gone.heldBy)
    await vi.advanceTimersByTimeAsync(WITHIN)
    expect(gone.closedBy[0]).toBe(CloseCode.unauthenticated)
    expect(other.closedBy).toEqual([])
  },
)

test('[S9] a look that failed is made up for within 5 s', async () => {
  const gone = new HeldSocket('gone')
  let looks = 0
  using _ = watch([gone], async () => {
    if (looks++ === 0) throw new Error('the database is away')
    return new Set()
  })
  await vi.advanceTimersByTimeAsync(WITHIN)
  expect(gone.closedBy[0]).toBe(CloseCode.unauthenticated)
})
