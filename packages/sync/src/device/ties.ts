import type { RowKey } from '@holdfast/domain'
import type { Pending } from './pending.ts'

type Tied = Map<RowKey, Set<Pending>>

const tie = (tied: Tied, keys: Iterable<RowKey>, pending: Pending): void => {
  for (const key of keys) {
    const others = tied.get(key)
    if (others) others.add(pending)
    else tied.set(key, new Set([pending]))
  }
}

const untie = (tied: Tied, keys: Iterable<RowKey>, pending: Pending): void => {
  for (const key of keys) {
    const all = tied.get(key)
    if (all?.delete(pending) && all.size === 0) tied.delete(key)
  }
}

/** Which pending mutations read or write which rows. */
export class Ties {
  private readonly all: Tied = new Map()
  private readonly writers: Tied = new Map()

  of(key: RowKey): Iterable<Pending> {
    return this.all.get(key) ?? []
  }

  writersOf(key: RowKey): Iterable<Pending> {
    return this.writers.get(key) ?? []
  }

  /** Ties it to what it read and wrote when it last ran. */
  tie(pending: Pending): void {
    tie(this.all, pending.reads, pending)
    tie(this.all, pending.writes, pending)
    tie(this.writers, pending.writes, pending)
  }

  untie(pending: Pending): void {
    untie(this.all, pending.reads, pending)
    untie(this.all, pending.writes, pending)
    untie(this.writers, pending.writes, pending)
  }
}
