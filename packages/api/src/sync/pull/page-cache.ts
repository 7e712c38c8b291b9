/** How long a page is kept, in ms: as long as devices take to pull what was announced to all. */
const KEPT_FOR = 5000
/** Most that all pages make together, in bytes of JSON. */
const MOST_BYTES = 32 * 1024 * 1024

/** Something to be sent, with about how many bytes of JSON it makes. */
export interface Weighed {
  bytes: number
}

interface Entry {
  at: number
  page: Promise<Weighed>
  bytes: number
}

/**
 * Pages that many devices ask for at the same time, each read once. Ask whether a person may see it
 * before asking for it here.
 */
export class PageCache<P extends Weighed> {
  readonly #entries = new Map<string, Entry>()
  #bytes = 0

  /**
   * @param key names what can only be read one way: a bucket, and the positions from and to
   * @param read is called when nobody has read it yet, and is not reading it
   */
  get(key: string, read: () => Promise<P>): Promise<P> {
    const now = performance.now()
    this.#drop(({ at }) => now - at > KEPT_FOR)
    const known = this.#entries.get(key)
    if (known) return known.page as Promise<P>
    const entry: Entry = { at: now, page: read(), bytes: 0 }
    this.#entries.set(key, entry)
    void this.#weigh(key, entry)
    return entry.page as Promise<P>
  }

  async #weigh(key: string, entry: Entry): Promise<void> {
    try {
      entry.bytes = (await entry.page).bytes
    } catch {
      // Whoever waits for it is told; the next one tries again.
      if (this.#entries.get(key) === entry) this.#entries.delete(key)
      return
    }
    if (this.#entries.get(key) !== entry) return
    this.#bytes += entry.bytes
    this.#drop(() => this.#bytes > MOST_BYTES)
  }

  /** Drops the oldest for as long as `isDue` says so. */
  #drop(isDue: (entry: Entry) => boolean): void {
    for (const [key, entry] of this.#entries) {
      if (!isDue(entry)) return
      this.#entries.delete(key)
      this.#bytes -= entry.bytes
    }
  }
}
