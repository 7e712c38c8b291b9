import { setTimeout as delay } from 'node:timers/promises'

/** Lets one wait until it is poked. A poke while nobody waits is kept. */
export class Wake {
  #poked = Promise.withResolvers<void>()

  poke(): void {
    this.#poked.resolve()
  }

  /**
   * Settles when poked, at the latest after some time. Pokes of `gather` ms are taken together.
   * @throws AbortError
   */
  async wait(atMost: number, gather: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController()
    const time = delay(atMost, undefined, { signal: AbortSignal.any([signal, over.signal]) })
    time.catch(() => undefined)
    try {
      await Promise.race([
        time,
        this.#poked.promise.then(() => delay(gather, undefined, { signal })),
      ])
    } finally {
      over.abort()
    }
    this.#poked = Promise.withResolvers()
  }
}

/** Settles after `ms`, sooner when aborted; never throws. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined)
