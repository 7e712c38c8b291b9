import type { Conflict } from '@holdfast/domain'
import type { JournalEvent, Meta, Pending, Reissue, TornNotice, View } from '@holdfast/sync'
import { issuesIn, sameIssues, waitingIn } from './deed.ts'
import { Listeners } from './queries/live.ts'
import { LiveValue } from './queries/live-value.ts'
import type { Issue, LinkStatus, StorageProblem, SyncStatus, WaitingMutation } from './status.ts'

interface StatusSources {
  view(): View
  entries(): readonly Pending[]
  conflicts(): readonly Conflict[]
  saving(): number
  storageError(): StorageProblem | null
  isRetired(): boolean
  isLoaded(): boolean
  rowsToCome(): number
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
  private reissued: Reissue | null
  private torn: TornNotice | null

  constructor(sources: StatusSources, { lastAcknowledgedAt, reissued, torn }: Meta) {
    this.sources = sources
    this.reissued = reissued ?? null
    this.torn = torn ?? null
    this.link = { ...offline, lastAcknowledgedAt }
    this.issues = new LiveValue<readonly Issue[]>(
      () => issuesIn(sources.view(), sources.entries(), sources.conflicts()),
      sameIssues,
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

  /** Told of every event that comes after. */
  note(event: JournalEvent): void {
    if (event.type === 'renumbered') this.reissued = event.reissued ?? this.reissued
    if (event.type === 'reissue-seen') this.reissued = null
    if (event.type === 'torn-seen') this.torn = null
  }

  /** All that was told before is of no more account. */
  restart({ reissued, torn }: Meta): void {
    this.reissued = reissued ?? null
    this.torn = torn ?? null
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
      loading: {
        rows: sources.view().base.size,
        toCome: sources.rowsToCome(),
        done: sources.isLoaded(),
      },
      storageError: sources.storageError(),
      outdated: sources.isRetired(),
      issues: this.issues.get().length,
      reissued: this.reissued,
      torn: this.torn,
    }
  }
}
