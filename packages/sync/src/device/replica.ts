import type { Bucket, Row, RowKey, UserId } from '@holdfast/domain'
import { keyOf, rowKey } from '@holdfast/domain'
import type { Delta } from '../wire/pull.ts'
import type { JournalEvent } from './journal.ts'
import type { Draft, OutboxEntry } from './outbox.ts'
import { Pending } from './pending.ts'
import { PendingList } from './pending-list.ts'
import type { RowChange } from './row-change.ts'
import { sameRow } from './same-row.ts'
import type { LoadedPage } from './store.ts'
import { Ties } from './ties.ts'
import { keyOfPatch, patched, View } from './view.ts'

/**
 * What a device knows, in memory: base, pending mutations and the view of both. Pure: events go in,
 * the changes of the view come out. Only keys that an event touched, and keys tied to them by a
 * pending mutation, are replayed. Rules: SPEC.md, [B…] and [R…].
 */
export class Replica {
  readonly view = new View()
  private readonly actor: UserId
  private readonly pending = new PendingList()
  /** Those that asked about tasks in general when they last ran. */
  private readonly asking = new Set<Pending>()
  private readonly ties = new Ties()
  private touched = new Map<RowKey, Row | undefined>()
  private remote = new Set<RowKey>()

  constructor(actor: UserId) {
    this.actor = actor
  }

  entries(): readonly Pending[] {
    return this.pending.entries()
  }

  /** Pending mutations, refused ones excepted, that read or write the row. */
  pendingOn(key: RowKey): Iterable<Pending> {
    return this.ties.of(key)
  }

  /** Rows of a page; pages and journal may come in any order. */
  load({ bucket, rows }: LoadedPage): RowChange[] {
    return this.fill(bucket, rows) ?? this.change(() => this.put(bucket, rows))
  }

  /** The outbox as it is on the device, before anything else. */
  restore(entries: readonly OutboxEntry[]): RowChange[] {
    return this.change((again) => {
      for (const entry of [...entries].sort((a, b) => a.id - b.id)) this.add(entry, again)
    })
  }

  /**
   * Draws a mutation of this tab before it is durable.
   * @throws what the mutator throws; then nothing changed
   */
  draft(draft: Draft): RowChange[] {
    const pending = new Pending(draft)
    this.touched = new Map()
    this.remote = new Set()
    this.run(pending)
    if (pending.problem !== undefined) {
      this.takeBack(pending)
      throw pending.problem
    }
    this.pending.draw(pending)
    return this.changes()
  }

  /** Draws what another replica of this tab has drawn already, come what may. */
  redraw(draft: Draft): RowChange[] {
    return this.change((again) => {
      const pending = new Pending(draft)
      this.pending.draw(pending)
      again.add(pending)
    })
  }

  apply(event: JournalEvent): RowChange[] {
    if (event.type === 'page' && event.dropped.length === 0) {
      const changes = this.fill(event.bucket, event.rows ?? [])
      if (changes) return changes
    }
    return this.change((again) => {
      switch (event.type) {
        case 'mutation':
          this.place(event.entry, again)
          break
        case 'settled':
          for (const result of event.results) {
            const pending = this.pending.get(result.id)
            if (!pending || result.status === 'reused') continue
            pending.settlement = result
            if (pending.isRefused) this.takeBack(pending)
          }
          this.drop(event.dropped)
          break
        case 'delta':
          this.delta(event.delta)
          this.drop(event.dropped)
          break
        case 'page':
          this.put(event.bucket, event.rows ?? [])
          this.drop(event.dropped)
          break
        case 'download':
          break
        case 'forgotten':
          this.forget(new Set(event.buckets))
          this.drop(event.dropped)
          break
        case 'unsettled':
          for (const pending of this.entries()) {
            const { id = Number.NaN } = pending
            if (id >= event.from || (event.earlier && id < 1)) pending.unsettle()
          }
          break
        case 'new-epoch':
          this.newEpoch(again)
          break
        case 'renumbered':
          this.pending.renumber(new Map(event.ids))
          for (const pending of this.entries()) again.add(pending)
          break
        case 'discarded':
          this.discard(event.id)
          break
      }
    })
  }

  /** Runs `work`, replays what it touched and tells how the view changed. */
  private change(work: (again: Set<Pending>) => void): RowChange[] {
    this.touched = new Map()
    this.remote = new Set()
    const again = new Set<Pending>()
    work(again)
    this.replay(again)
    return this.changes()
  }

  private changes(): RowChange[] {
    const changes: RowChange[] = []
    for (const [key, before] of this.touched) {
      let after = this.view.get(key)
      if (before && after && before !== after && sameRow(before.row, after.row)) {
        // Who draws by identity must not be told of nothing.
        if (this.view.over.has(key)) this.view.over.set(key, before)
        after = before
      }
      if (before !== after) changes.push({ key, before, after, remote: this.remote.has(key) })
    }
    return changes
  }

  private touch(key: RowKey): void {
    if (!this.touched.has(key)) this.touched.set(key, this.view.get(key))
  }

  private put(bucket: Bucket, rows: readonly Row[]): void {
    for (const row of rows) {
      this.touch(keyOf(row))
      this.view.base.put(bucket, row)
    }
  }

  /**
   * The rows of a page, each of them once, where nothing is pending: nothing is to be replayed, and
   * there are a hundred thousand of them. @returns null where something is
   */
  private fill(bucket: Bucket, rows: readonly Row[]): RowChange[] | null {
    if (this.entries().length > 0 || this.view.over.size > 0) return null
    const { base } = this.view
    const changes: RowChange[] = []
    for (const row of rows) {
      const news = base.take(bucket, row)
      if (!news || (news.before && sameRow(news.before.row, row.row))) continue
      changes.push({ key: keyOf(row), before: news.before, after: news.after, remote: false })
    }
    return changes
  }

  private delta({ bucket, from, rows, removed }: Delta): void {
    this.put(bucket, rows)
    for (const removal of removed) {
      this.touch(rowKey(removal.kind, removal.id))
      this.view.base.remove(bucket, removal)
    }
    if (from === null) return
    for (const row of rows) {
      const key = keyOf(row)
      if (![...this.pendingOn(key)].some((pending) => pending.writes.has(key))) this.remote.add(key)
    }
  }

  private forget(buckets: ReadonlySet<Bucket>): void {
    for (const key of this.view.base.keysIn(buckets)) this.touch(key)
    this.view.base.forget(buckets)
  }

  private newEpoch(again: Set<Pending>): void {
    for (const key of this.view.base.keys()) this.touch(key)
    this.view.base.clear()
    for (const pending of this.entries()) again.add(pending)
  }

  private add(entry: OutboxEntry, again: Set<Pending>): void {
    const pending = new Pending(entry)
    this.pending.insert(Object.assign(pending, { id: entry.id }))
    again.add(pending)
  }

  /** A mutation of this tab learns its place; another tab's takes its own. */
  private place(entry: OutboxEntry, again: Set<Pending>): void {
    const own = this.pending.place(entry.draftId, entry.id)
    if (!own) this.add(entry, again)
    else if (own.isMoved) again.add(own.pending)
  }

  private drop(ids: readonly number[]): void {
    for (const pending of this.pending.remove(ids)) this.takeBack(pending)
  }

  private discard(id: number): void {
    const pending = this.pending.get(id)
    if (!pending) return
    this.takeBack(pending)
    if (pending.settlement) this.pending.remove([id])
    else pending.becomeNoop()
  }

  /** Its effect leaves the view: what it wrote is replayed without it. */
  private takeBack(pending: Pending): void {
    for (const key of pending.writes) this.touch(key)
    this.ties.untie(pending)
    this.asking.delete(pending)
    pending.reads = pending.writes = new Set()
  }

  /**
   * Runs again what the touched keys and `again` concern, in order, until no run writes a key that
   * was not taken into account, nor has seen what comes after it. [R2]
   */
  private replay(again: Set<Pending>): void {
    if (this.entries().length === 0 && this.view.over.size === 0) return
    const seeds = new Set<RowKey>(this.touched.keys())
    for (;;) {
      const keys = this.concern(seeds, again)
      for (const key of keys) {
        this.touch(key)
        this.view.over.delete(key)
      }
      for (const pending of this.pending.inOrder(again)) this.run(pending)
      const grown = [...again].flatMap((one) => this.keysOf(one)).filter((key) => !keys.has(key))
      if (grown.length === 0) return
      for (const key of [...keys, ...grown]) seeds.add(key)
    }
  }

  /** Adds to `again` whatever depends on the seeds; returns every key whose overlay is void. */
  private concern(seeds: ReadonlySet<RowKey>, again: Set<Pending>): Set<RowKey> {
    const keys = new Set(seeds)
    const todo = [...seeds]
    const include = (pending: Pending) => {
      again.add(pending)
      for (const key of this.keysOf(pending)) {
        if (keys.has(key)) continue
        keys.add(key)
        todo.push(key)
      }
    }
    for (const pending of [...again]) include(pending)
    if (todo.some(isOfTask)) for (const pending of this.asking) include(pending)
    for (let key = todo.pop(); key !== undefined; key = todo.pop())
      for (const pending of this.pendingOn(key)) if (!again.has(pending)) include(pending)
    return keys
  }

  /** Rows to do anew before it runs again: what it wrote, and what it saw that comes after it. */
  private keysOf(pending: Pending): RowKey[] {
    const isLate = (key: RowKey) =>
      [...this.ties.writersOf(key)].some((writer) => writer.isAfter(pending))
    const asked = pending.questions.length > 0 ? [...this.view.over.keys()].filter(isOfTask) : []
    return [...pending.writes, ...[...pending.reads, ...asked].filter(isLate)]
  }

  private run(pending: Pending): void {
    this.ties.untie(pending)
    const { patches } = pending.run(this.view, this.actor)
    const writes = new Set<RowKey>()
    for (const patch of patches) {
      const key = keyOfPatch(patch)
      const row = patched(this.view.get(key), patch)
      if (!row) continue
      this.touch(key)
      this.view.over.set(key, row)
      writes.add(key)
    }
    pending.writes = writes
    this.ties.tie(pending)
    if (pending.questions.length > 0) this.asking.add(pending)
    else this.asking.delete(pending)
  }
}

const isOfTask = (key: RowKey): boolean => key.startsWith('task:')
