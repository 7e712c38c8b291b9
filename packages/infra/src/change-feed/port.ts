import type { DomainEvent } from '@holdfast/domain'

/**
 * Takes events on. When it has resolved they are safe and never come again, but for a process that is
 * killed before it could note so. When it throws the same ones come again.
 */
export type Carry = (events: readonly DomainEvent[], signal: AbortSignal) => Promise<void>

/** What is committed and not yet carried. */
export interface FeedLag {
  /** At most `LAG_COUNTED`: more are not counted. */
  events: number
  /** Age of the oldest, in ms; 0 where there is none. */
  oldest: number
}

/** Where counting the lag ends. */
export const LAG_COUNTED = 10_000

/**
 * Tells, after the commit and completely, of every audit entry that was committed. Of several
 * processes one at a time carries; another takes over when it has gone. What is carried together is in
 * the order of versions. Two events of one entity can still come in the wrong order: they are told
 * apart by their versions.
 */
export interface ChangeFeed {
  /** Follows until it is disposed, through lost connections and a carrier that throws. */
  follow(carry: Carry): AsyncDisposable
  lag(): Promise<FeedLag>
}

/** Wakes a feed: there may be something new. */
export interface FeedPokes {
  /** @returns the way to stop listening */
  onPoke(listener: () => void): () => void
}

/** In ms: after a pause in which nothing came, and while there is always more. */
export interface Gathering {
  quiet: number
  busy: number
}

/** What is carried together costs little more than one event, and nobody misses a quarter of a second. */
export const GATHERING: Gathering = { quiet: 50, busy: 250 }

export interface FeedOptions {
  url: string
  pokes?: FeedPokes
  /** How often it looks without being poked, in ms. Default 1000. */
  every?: number
  /** How long it gathers after a poke. */
  gather?: Gathering
  /** Most events carried together. Default 500. */
  most?: number
  /** It goes on by itself. */
  onError?: (error: unknown) => void
}
