import type { IsoDate, MutatorInput, MutatorName, TaskId, UserId } from '@holdfast/domain'
import type { Committed, Store } from '@holdfast/sync'
import type { Clock } from './clock.ts'
import type { Pokes } from './pokes.ts'
import type { Live } from './queries/live.ts'
import type { LiveQueries } from './queries/live-queries.ts'
import type { TextSearch } from './search/text-search.ts'
import type { Issue, SyncStatus, WaitingMutation } from './status.ts'

/** A change by somebody else, so that the screen can point at it. `at` in milliseconds since 1970. */
export interface RemoteChange {
  at: number
}

/** What one tab or window works with: everything is here, at once, with or without a network. */
export interface Device {
  readonly userId: UserId
  readonly queries: LiveQueries

  /**
   * Text search over what this device holds. Its code, its index and the worker for it come with
   * the first call; always the same object.
   */
  search(): Promise<TextSearch>

  /**
   * Does what the person wants: drawn at once, durable on this device when `durable` resolves, sent
   * when there is a link.
   * @throws ZodError for bad arguments, AppError where a rule refuses or this program is `outdated`;
   * then nothing has changed
   */
  mutate<N extends MutatorName>(
    name: N,
    args: MutatorInput<N>,
  ): { draftId: string; durable: Promise<void> }

  status(): SyncStatus
  /** @returns stops listening */
  onStatus(listener: () => void): () => void
  /** Tries to save, to send and to fetch at once instead of waiting for the next try. */
  syncNow(): void

  issues(): readonly Issue[]
  onIssues(listener: () => void): () => void
  /** Tries a refused mutation again, after everything that waits. */
  retryIssue(id: number): Promise<void>
  discardIssue(id: number): Promise<void>
  /** The person has seen `status().torn`. */
  tornSeen(): Promise<void>
  /** What could not be read of unsent work, as text, to be kept elsewhere. */
  tornPieces(): Promise<string[]>
  /** The person has seen `status().reissued`. */
  reissueSeen(): Promise<void>
  /** What is not acknowledged yet, oldest first. */
  waiting(): readonly WaitingMutation[]
  onWaiting(listener: () => void): () => void

  /** Since when a change of this task waits for the server's acknowledgement; null when none does. */
  unsent(taskId: TaskId): Live<{ since: IsoDate } | null>
  remoteChange(taskId: TaskId): Live<RemoteChange | null>

  /**
   * Gives the store up to a newer program: resolves when what is drawn is saved, or was tried once
   * more. From the call on nothing can be changed here, and `status().outdated` says so.
   */
  retire(): Promise<void>
  /** Takes in what this tab's own sender has committed, without a look at the store. */
  absorb(committed: Committed): void
  /** Waits until what is drawn is durable. */
  close(): Promise<void>
}

export interface DevicePorts {
  store: Store
  pokes: Pokes
  clock: Clock
  newId: () => string
  /** What else ends with the device. */
  onClose?: () => Promise<void>
}
