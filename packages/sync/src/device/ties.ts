import type { RowKey } from '@holdfast/domain'
import type { Pending } from './pending.ts'

/** Which pending mutations read or write which rows. */
export class Ties {
  private readonly byKey = new Map<RowKey, Set<Pending>>()

  of(key: RowKey): Iterable<Pending> {
    return this.byKey.get(key) ?? []
  }

  /** Ties it to what it read and wrote when it last ran. */
  tie(pending: Pending): void {
    for (const key of [...pending.reads, ...pending.writes]) {
      const tied = this.byKey.get(key)
      if (tied) tied.add(pending)
      else this.byKey.set(key, new Set([pending]))
    }
  }

  untie(pending: Pending): void {
    for (const key of [...pending.reads, ...pending.writes]) {
      const tied = this.byKey.get(key)
      if (tied?.delete(pending) && tied.size === 0) this.byKey.delete(key)
    }
  }
}
