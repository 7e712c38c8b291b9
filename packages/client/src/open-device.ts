import {
  AppError,
  type IsoDate,
  isoDate,
  type MutatorInput,
  type MutatorName,
  mutators,
  rowKey,
  type TaskId,
  type UserId,
} from '@holdfast/domain'
import {
  type Change,
  type Committed,
  type Draft,
  inOneStep,
  type JournalEntry,
  type Loaded,
  Replica,
  type RowChange,
} from '@holdfast/sync'
import type { Device, DevicePorts, RemoteChange } from './device.ts'
import { DeviceStatus } from './device-status.ts'
import { DraftQueue, problemOf } from './draft-queue.ts'
import { Loading } from './loading.ts'
import { type Poke, SILENCE_MS } from './pokes.ts'
import type { Live } from './queries/live.ts'
import { LiveQueries } from './queries/live-queries.ts'
import { RemoteChanges } from './remote-changes.ts'
import type { TextSearch } from './search/text-search.ts'
import type { Issue, StorageProblem, SyncStatus, WaitingMutation } from './status.ts'
import { unsentOf } from './unsent.ts'

/**
 * Opens what the device knows of a person. Resolves when journal and outbox are in memory; pages
 * follow, and the queries with them.
 * @throws StorageError
 */
export const openDevice = async (ports: DevicePorts): Promise<Device> =>
  new LocalDevice(ports, await ports.store.load())

class LocalDevice implements Device {
  readonly userId: UserId
  readonly queries: LiveQueries
  private readonly ports: DevicePorts
  private readonly drafts: DraftQueue
  private readonly state: DeviceStatus
  private readonly remote: RemoteChanges
  private replica: Replica
  private loading: Loading
  private lastSeq: number
  private readProblem: StorageProblem | null = null
  private catchingUp: Promise<void> | null = null
  private catchUpAgain = false
  private isClosed = false
  private isRetired = false
  private searching: Promise<TextSearch> | null = null
  /** Its drafts are known by it and their number. */
  private readonly tab: string
  private drafted = 0
  private heardAt: number

  constructor(ports: DevicePorts, loaded: Loaded) {
    this.ports = ports
    this.heardAt = ports.clock.elapsed()
    this.userId = loaded.meta.userId
    this.tab = ports.newId()
    this.replica = new Replica(this.userId)
    this.loading = new Loading(this.replica, loaded)
    this.lastSeq = this.loading.lastSeq
    this.queries = new LiveQueries(this.userId, this.replica.view)
    this.remote = new RemoteChanges(ports.clock)
    this.drafts = this.queueDrafts()
    this.state = new DeviceStatus(
      {
        view: () => this.replica.view,
        entries: () => this.replica.entries(),
        conflicts: () => this.queries.conflicts.all(),
        saving: () => this.drafts.size,
        storageError: () => this.drafts.problem ?? this.readProblem,
        isRetired: () => this.isRetired,
        isLoaded: () => this.loading.isDone,
        rowsToCome: () => this.loading.rowsToCome,
      },
      loaded.meta,
    )
    this.show(...this.loading.begin())
    void this.readPages()
    ports.pokes.listen((poke) => this.hear(poke))
    ports.pokes.post({ type: 'link-wanted' })
    // Whoever committed between the load and the listening poked in vain.
    void this.catchUp()
  }

  mutate<N extends MutatorName>(name: N, args: MutatorInput<N>) {
    if (this.isRetired)
      throw new AppError('outdated', 'A newer version of Holdfast is open. Reload to change this.')
    const mutator = mutators[name]
    const draft: Draft = {
      draftId: this.ports.newId(),
      nth: { tab: this.tab, n: this.drafted + 1 },
      name,
      version: mutator.version,
      args: mutator.args.parse(args),
      at: isoDate(new Date(this.ports.clock.now())),
    }
    this.show(this.replica.draft(draft))
    this.drafted++
    const durable = this.drafts.add(draft)
    this.state.change()
    return { draftId: draft.draftId, durable }
  }

  search(): Promise<TextSearch> {
    this.searching ??= import('./search/open-text-search.ts').then(({ openTextSearch }) =>
      openTextSearch(this.queries.source),
    )
    return this.searching
  }

  status(): SyncStatus {
    return this.state.status.get()
  }

  onStatus(listener: () => void): () => void {
    return this.state.status.subscribe(listener)
  }

  syncNow(): void {
    this.drafts.retry()
    if (this.readProblem) void this.catchUp()
    this.ports.pokes.post({ type: 'sync-now' })
  }

  issues(): readonly Issue[] {
    return this.state.issues.get()
  }

  onIssues(listener: () => void): () => void {
    return this.state.issues.subscribe(listener)
  }

  retryIssue(id: number): Promise<void> {
    return this.commit({ type: 'retry', id })
  }

  discardIssue(id: number): Promise<void> {
    return this.commit({ type: 'discard', id })
  }

  tornSeen(): Promise<void> {
    return this.commit({ type: 'torn-seen' })
  }

  tornPieces(): Promise<string[]> {
    return this.ports.store.tornPieces()
  }

  reissueSeen(): Promise<void> {
    return this.commit({ type: 'reissue-seen' })
  }

  waiting(): readonly WaitingMutation[] {
    return this.state.waiting.get()
  }

  onWaiting(listener: () => void): () => void {
    return this.state.waiting.subscribe(listener)
  }

  unsent(taskId: TaskId): Live<{ since: IsoDate } | null> {
    const key = rowKey('task', taskId)
    return unsentOf(key, () => this.replica.pendingOn(key), this.state.outboxChanged)
  }

  remoteChange(taskId: TaskId): Live<RemoteChange | null> {
    return this.remote.of(rowKey('task', taskId))
  }

  absorb({ entries }: Committed): void {
    const [first] = entries
    if (!first || first.seq <= this.lastSeq) return
    const isWhole = entries.every(({ event }) => event.type !== 'page' || event.rows)
    if (first.seq === this.lastSeq + 1 && isWhole) this.take(entries)
    else void this.catchUp()
  }

  retire(): Promise<void> {
    this.isRetired = true
    this.state.change()
    return this.drafts.close()
  }

  async close(): Promise<void> {
    await this.drafts.close()
    this.isClosed = true
    this.ports.pokes.close()
    void this.searching?.then((search) => search.close())
    await this.ports.onClose?.()
  }

  private queueDrafts(): DraftQueue {
    return new DraftQueue({
      store: this.ports.store,
      clock: this.ports.clock,
      committed: (committed) => {
        this.absorb(committed)
        this.pokeJournal(committed)
      },
      changed: () => this.state.change(),
      catchUp: async () => {
        await this.catchUp()
        this.ports.pokes.post({ type: 'journal', seq: this.lastSeq })
      },
      isDurable: (draftId) =>
        !this.replica.entries().some((one) => one.id === undefined && one.draftId === draftId),
    })
  }

  private async readPages(): Promise<void> {
    const { loading } = this
    try {
      for await (const changes of loading.pages()) {
        if (this.isClosed || loading !== this.loading) return
        this.show(changes)
        this.state.status.change()
      }
    } catch (error) {
      this.readProblem = problemOf(error)
    }
    this.state.change()
  }

  private take(entries: readonly JournalEntry[]): void {
    const steps: RowChange[][] = []
    for (const { seq, event } of entries) {
      if (seq <= this.lastSeq) continue
      this.lastSeq = seq
      this.loading.note(event)
      this.state.note(event)
      steps.push(this.replica.apply(event))
    }
    for (const step of steps) this.remote.note(step)
    this.show(...steps)
    this.state.change()
  }

  private show(...steps: readonly (readonly RowChange[])[]): void {
    const step = inOneStep(steps)
    if (step.length > 0) this.queries.change(step)
  }

  private hear(poke: Poke): void {
    const now = this.ports.clock.elapsed()
    const hasSlept = now - this.heardAt > SILENCE_MS
    this.heardAt = now
    if (poke.type === 'link') this.state.setLink(poke.link)
    if (hasSlept || (poke.type === 'journal' && poke.seq > this.lastSeq)) void this.catchUp()
  }

  private pokeJournal({ entries }: Committed): void {
    const seq = entries.at(-1)?.seq
    if (seq !== undefined) this.ports.pokes.post({ type: 'journal', seq })
  }

  private async commit(change: Change): Promise<void> {
    try {
      const committed = await this.ports.store.commit([change])
      this.absorb(committed)
      this.pokeJournal(committed)
    } catch (error) {
      // It may have been made all the same.
      await this.catchUp()
      throw error
    }
  }

  /** Reads the journal from where this tab stands. A call while it reads makes it read once more. */
  private catchUp(): Promise<void> {
    if (this.isRetired) return Promise.resolve()
    this.catchUpAgain = true
    this.catchingUp ??= this.readJournal()
    return this.catchingUp
  }

  private async readJournal(): Promise<void> {
    try {
      while (this.catchUpAgain) {
        this.catchUpAgain = false
        const entries = await this.ports.store.since(this.lastSeq)
        if (entries === 'folded') await this.reload()
        else this.take(entries)
      }
      this.readProblem = null
    } catch (error) {
      this.readProblem = problemOf(error)
      this.state.change()
    }
    // In the same breath as the last look at `catchUpAgain`: a later call begins anew.
    this.catchingUp = null
  }

  /** What this tab missed is only in pages by now: it begins anew, and swaps when all is read. */
  private async reload(): Promise<void> {
    // What has an id now is in what is loaded, or over. Its number says nothing: it may be of an
    // earlier client id.
    const kept = new Set(
      this.replica.entries().flatMap((one) => (one.id === undefined ? [] : one.draftId)),
    )
    const loaded = await this.ports.store.load()
    const replica = new Replica(this.userId)
    const loading = new Loading(replica, loaded)
    loading.begin()
    for await (const _ of loading.pages()) if (this.isClosed) return
    const written = loaded.meta.drafted?.[this.tab] ?? 0
    const durable = new Set([
      ...loaded.outbox.map(({ draftId }) => draftId),
      ...this.drafts.upTo(written).map(({ draftId }) => draftId),
    ])
    for (const { draftId, draft } of this.replica.entries())
      if (!kept.has(draftId) && !durable.has(draftId)) replica.redraw(draft)
    this.replica = replica
    this.loading = loading
    this.lastSeq = loading.lastSeq
    this.state.restart(loaded.meta)
    // What it took in while it read is in the journal behind that.
    this.catchUpAgain = true
    this.queries.reset(replica.view)
    this.state.change()
  }
}
