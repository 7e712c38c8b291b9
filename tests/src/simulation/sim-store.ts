import {
  type Change,
  type Committed,
  type JournalEntry,
  type Loaded,
  type LoadedPage,
  type Meta,
  type OutboxEntry,
  StorageError,
  type Store,
} from '@holdfast/sync'
import type { Seeded } from './chance.ts'
import type { Gate } from './gate.ts'
import type { VirtualTime } from './virtual-time.ts'

const MOST_DELAY = 6

/** How the next commits of a computer go wrong. */
export interface StoreFaults {
  /** So many are not made. */
  refused: number
  /** So many are made and reported as failed. */
  unreported: number
  /** The computer loses power at the next one. */
  crash: 'before' | 'after' | 'torn' | null
}

export interface StorePorts {
  real: Store
  time: VirtualTime
  chance: Seeded
  gate: Gate
  faults: StoreFaults
  /** Made, whether or not it will be told. */
  made(changes: readonly Change[], committed: Committed): void
  folded(entries: number): void
  loaded(loaded: Loaded): void
  crash(how: 'before' | 'after' | 'torn'): Promise<void>
}

/**
 * A real store whose every call is an event of the simulation: it takes a while, runs to its end, and
 * can go wrong on either side of it.
 */
export class SimStore implements Store {
  private readonly ports: StorePorts
  private lastAt = 0

  constructor(ports: StorePorts) {
    this.ports = ports
  }

  async load(): Promise<Loaded> {
    const loaded = await this.call(async () => {
      const content = await this.ports.real.load()
      this.ports.loaded(content)
      return content
    })
    return { ...loaded, pages: this.arriving(loaded.pages) }
  }

  commit(changes: readonly Change[]): Promise<Committed> {
    return this.call(async () => {
      const { real, faults } = this.ports
      const { crash } = faults
      faults.crash = null
      if (crash === 'before') {
        await this.ports.crash(crash)
        throw new StorageError('closed', new Error('the power is gone'))
      }
      if (faults.refused > 0) {
        faults.refused--
        throw new StorageError('quota', new Error('full'))
      }
      const committed = await real.commit(changes)
      this.ports.made(changes, committed)
      if (crash === 'after' || crash === 'torn') await this.ports.crash(crash)
      if (faults.unreported === 0) return committed
      faults.unreported--
      throw new StorageError('other', new Error('nobody can tell'))
    })
  }

  since(seq: number): Promise<JournalEntry[] | 'folded'> {
    return this.call(() => this.ports.real.since(seq))
  }

  outbox(): Promise<{ meta: Meta; entries: OutboxEntry[] }> {
    return this.call(() => this.ports.real.outbox())
  }

  fold(): Promise<number> {
    return this.call(async () => {
      const entries = await this.ports.real.fold()
      this.ports.folded(entries)
      return entries
    })
  }

  tornPieces(): Promise<string[]> {
    return this.call(() => this.ports.real.tornPieces())
  }

  destroy(): Promise<void> {
    return this.call(() => this.ports.real.destroy())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.call(async () => this.ports.real[Symbol.asyncDispose]())
  }

  private async *arriving(pages: AsyncIterable<LoadedPage>): AsyncGenerator<LoadedPage> {
    const iterator = pages[Symbol.asyncIterator]()
    for (;;) {
      const next = await this.call(() => iterator.next())
      if (next.done) return
      yield next.value
    }
  }

  /** Those of one tab do not overtake each other. */
  private call<T>(work: () => Promise<T>): Promise<T> {
    const { time, chance, gate } = this.ports
    this.lastAt = Math.max(this.lastAt, time.now + chance.next() * MOST_DELAY)
    return new Promise((resolve, reject) => {
      time.after(this.lastAt - time.now, async () => {
        if (gate.isDead) return
        const tell = await work().then(
          (value) => () => resolve(value),
          (error: unknown) => () => reject(error),
        )
        gate.deliver(tell)
      })
    })
  }
}
