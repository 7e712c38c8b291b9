/** How long the cache stays away after each closing of the fence. */
export interface Hold {
  /** In ms. */
  readonly length: number
  /** The record was seen in this state. */
  see(state: 'open' | 'closed'): void
}

const LONGER = 4
/** An era that lasted this many times the hold before it was no mistake. */
const WORTH = 10

/**
 * Where eras end soon after they began, each is waited for longer than the one before: two processes
 * that do not share a memory, or a memory that one of them cannot reach, must not make every writer wait.
 */
export const growingHold = (
  { shortest, longest }: { shortest: number; longest: number },
  now: () => number = () => performance.now(),
): Hold => {
  let length = shortest
  let openSince: number | null = null
  return {
    get length() {
      return length
    },
    see(state) {
      if (state === 'open') openSince ??= now()
      if (state === 'open' || openSince === null) return
      const wasWorth = now() - openSince > WORTH * length
      length = wasWorth ? shortest : Math.min(LONGER * length, longest)
      openSince = null
    },
  }
}
