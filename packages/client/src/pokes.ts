import type { LinkStatus } from './status.ts'

/** A hint between the tabs or windows of one device. Losing one costs time, never work. */
export type Poke =
  /** The journal has grown to `seq`, or may have: a listener that is behind reads it. */
  | { type: 'journal'; seq: number }
  /** The sender tells how it stands. */
  | { type: 'link'; link: LinkStatus }
  /** Somebody new wants to know how the sender stands. */
  | { type: 'link-wanted' }
  /** A person asks to send now. */
  | { type: 'sync-now' }

export interface Pokes {
  /** To everyone else on this device's channel. */
  post(poke: Poke): void
  /** @returns stops listening */
  listen(listener: (poke: Poke) => void): () => void
  close(): void
}

/**
 * The sender is heard every 2 s; one that is silent for so long is replaced. A tab that heard nothing
 * for longer may not have run itself, and what it was told meanwhile be lost.
 */
export const SILENCE_MS = 5_000

/** Between the tabs of a browser. */
export const openBroadcastPokes = (name: string): Pokes => {
  const channel = new BroadcastChannel(name)
  return {
    post: (poke) => channel.postMessage(poke),
    listen(listener) {
      const hear = (event: MessageEvent<Poke>) => listener(event.data)
      channel.addEventListener('message', hear)
      return () => channel.removeEventListener('message', hear)
    },
    close: () => channel.close(),
  }
}

/** Within one process: each `connect()` is one tab. */
export class PokeHub {
  private readonly ends = new Set<Set<(poke: Poke) => void>>()

  connect(): Pokes {
    const own = new Set<(poke: Poke) => void>()
    this.ends.add(own)
    return {
      post: (poke) => {
        for (const end of this.ends) {
          if (end === own) continue
          for (const listener of end) queueMicrotask(() => end.has(listener) && listener(poke))
        }
      },
      listen(listener) {
        own.add(listener)
        return () => {
          own.delete(listener)
        }
      },
      close: () => {
        own.clear()
        this.ends.delete(own)
      },
    }
  }
}
