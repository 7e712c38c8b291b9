import type { RowKey } from '@holdfast/domain'
import type { RowChange } from '@holdfast/sync'
import type { Clock } from './clock.ts'
import type { RemoteChange } from './device.ts'
import { Listeners, type Live } from './queries/live.ts'

/** A screen points at a change for a moment; after this it is no news. */
const NEWS_MS = 5_000

/** What others have just changed. */
export class RemoteChanges {
  private readonly clock: Clock
  private readonly changes = new Map<RowKey, RemoteChange>()
  private readonly listeners = new Listeners()

  constructor(clock: Clock) {
    this.clock = clock
  }

  note(changes: readonly RowChange[]): void {
    const at = this.clock.now()
    for (const [key, change] of this.changes) if (change.at < at - NEWS_MS) this.changes.delete(key)
    const news = changes.filter(({ remote }) => remote)
    for (const { key } of news) this.changes.set(key, { at })
    if (news.length > 0) this.listeners.tell()
  }

  of(key: RowKey): Live<RemoteChange | null> {
    return {
      get: () => this.changes.get(key) ?? null,
      subscribe: (listener) => this.listeners.add(listener),
    }
  }
}
