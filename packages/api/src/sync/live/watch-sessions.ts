import { CloseCode } from '@holdfast/sync'
import type { Services } from '../../context.ts'
import type { LiveConnection } from './live-connection.ts'
import type { LiveSessions } from './live-sessions.ts'

/** How often sessions and tokens are looked at, in ms. */
const LOOK_EVERY = 2000

/**
 * Closes sockets whose session or personal access token has ended and asks those for a token whose own
 * ends soon. [S9]
 */
export const watchSessions = (
  connections: ReadonlySet<LiveConnection>,
  sessions: LiveSessions,
  { clock, log }: Pick<Services, 'clock' | 'log'>,
): Disposable => {
  const look = async (): Promise<void> => {
    const asked = new Set([...connections].flatMap(({ heldBy }) => heldBy ?? []))
    if (asked.size === 0) return
    const live = await sessions.stillLive([...asked])
    for (const connection of connections) {
      const { heldBy } = connection
      const hasEnded = heldBy !== undefined && asked.has(heldBy) && !live.has(heldBy)
      if (hasEnded) connection.close(CloseCode.unauthenticated)
      else connection.mindToken(clock())
    }
  }
  let isLooking = false
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    look()
      .catch((error: unknown) => log.warn({ err: error }, 'sessions could not be looked at'))
      .finally(() => {
        isLooking = false
      })
  }, LOOK_EVERY)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
