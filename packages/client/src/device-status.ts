import type { Pending, View } from '@holdfast/sync'
import { issuesIn, waitingIn } from './deed.ts'
import { Listeners } from './queries/live.ts'
import { LiveValue } from './queries/live-value.ts'
import type { Issue, LinkStatus, StorageProblem, SyncStatus, WaitingMutation } from './status.ts'

interface StatusSources {
  view(): View
  entries(): readonly Pending[]
  saving(): number
  storageError(): StorageProblem | null
  isLoaded(): boolean
}

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const offline: LinkStatus = {
  link: 'connecting',
  offlineSince: null,
  nextTryAt: null,
  lastAcknowledgedAt: null,
}

/** What a device says of itself: how much is sent, how it stands, what was refused. */
export class DeviceStatus {
  link: LinkStatus
  readonly outboxChanged = new Listeners()
  readonly status: LiveValue<SyncStatus>
  readonly issues: LiveValue<readonly Issue[]>
  readonly waiting: LiveValue<readonly WaitingMutation[]>
  private readonly sources: StatusSources

  constructor(sources: StatusSources, lastAcknowledgedAt: LinkStatus['lastAcknowledgedAt']) {
    this.sources = sources
    this.link = { ...offline, lastAcknowledgedAt }
    this.issues = new LiveValue<readonly Issue[]>(
      () => issuesIn(sources.view(), sources.entries()),
      sameJson,
    )
    this.waiting = new LiveValue<readonly WaitingMutation[]>(
      () => waitingIn(sources.view(), sources.entries()),
      sameJson,
    )
    this.status = new LiveValue<SyncStatus>(() => this.compute(), sameJson)
  }

  setLink(link: LinkStatus): void {
    const last = this.link.lastAcknowledgedAt
    const isOlder = last !== null && (link.lastAcknowledgedAt ?? '') < last
    this.link = isOlder ? { ...link, lastAcknowledgedAt: last } : link
    this.status.change()
  }

  /** The outbox, the drafts or the loading have moved on. */
  change(): void {
    this.issues.change()
    this.waiting.change()
    this.status.change()
    this.outboxChanged.tell()
  }

  private compute(): SyncStatus {
    const { sources } = this
    const pending = sources
      .entries()
      .filter(({ id, settlement, name }) => id !== undefined && !settlement && name !== 'noop')
    return {
      ...this.link,
      saving: sources.saving(),
      pending: pending.length,
      oldestPendingAt: pending[0]?.at ?? null,
      loading: { rows: sources.view().base.size, done: sources.isLoaded() },
      storageError: sources.storageError(),
      issues: this.issues.get().length,
    }
  }
}
