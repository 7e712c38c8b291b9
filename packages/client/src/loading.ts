import type { Bucket } from '@holdfast/domain'
import type { JournalEvent, Loaded, Replica, RowChange } from '@holdfast/sync'

/** The part of an event that concerns rows; the outbox is loaded as the whole journal left it. */
const onRows = (event: JournalEvent): JournalEvent | null => {
  switch (event.type) {
    case 'delta':
      return { ...event, dropped: [] }
    case 'forgotten':
      return { ...event, dropped: [] }
    case 'new-epoch':
      return event
    case 'page':
      return { ...event, dropped: [] }
    default:
      return null
  }
}

/** Reads a stored device into a replica: outbox and journal at once, pages as they come. */
export class Loading {
  readonly lastSeq: number
  private readonly replica: Replica
  private readonly loaded: Loaded
  private readonly joining: Set<Bucket>
  /** Rows that are still to come of snapshots. */
  private readonly downloading: Map<Bucket, number>
  /** Their pages are older than a forgetting that came after the load. */
  private readonly outdated = new Set<Bucket>()
  private areAllOutdated = false
  private arePagesRead = false
  private hasHeard: boolean

  constructor(replica: Replica, loaded: Loaded) {
    this.replica = replica
    this.loaded = loaded
    this.joining = new Set(Object.keys(loaded.meta.joins) as Bucket[])
    this.downloading = new Map(
      Object.entries(loaded.meta.downloads).map(([bucket, { pages, page }]) => [
        bucket as Bucket,
        pages.slice(page).reduce((sum, { rows }) => sum + rows, 0),
      ]),
    )
    this.hasHeard = loaded.meta.epoch !== null
    this.lastSeq = loaded.journal.at(-1)?.seq ?? loaded.meta.foldedThrough
  }

  /** All rows are in memory, those that the server still has to send included. */
  get isDone(): boolean {
    const isComing = this.joining.size + this.downloading.size > 0
    return this.arePagesRead && this.hasHeard && !isComing
  }

  /** Rows that the server has promised and that are not here yet. */
  get rowsToCome(): number {
    return [...this.downloading.values()].reduce((sum, rows) => sum + rows, 0)
  }

  /** @returns the changes of each step */
  begin(): RowChange[][] {
    const steps = [this.replica.restore(this.loaded.outbox)]
    for (const { event } of this.loaded.journal) {
      const rows = onRows(event)
      if (rows) steps.push(this.replica.apply(rows))
    }
    return steps
  }

  async *pages(): AsyncGenerator<RowChange[]> {
    for await (const page of this.loaded.pages)
      if (!this.areAllOutdated && !this.outdated.has(page.bucket)) yield this.replica.load(page)
    this.arePagesRead = true
  }

  /** Told of every event that comes after. */
  note(event: JournalEvent): void {
    this.outdate(event)
    if (event.type === 'delta') {
      this.hasHeard = true
      if (event.delta.from === null && event.delta.after !== null)
        this.joining.add(event.delta.bucket)
      else this.joining.delete(event.delta.bucket)
    }
    if (event.type === 'download') {
      this.hasHeard = true
      this.downloading.set(event.bucket, event.rows)
    }
    if (event.type === 'page') {
      if (event.left > 0) this.downloading.set(event.bucket, event.left)
      else this.downloading.delete(event.bucket)
    }
    if (event.type === 'forgotten')
      for (const bucket of event.buckets) {
        this.joining.delete(bucket)
        this.downloading.delete(bucket)
      }
    if (event.type === 'new-epoch') {
      this.joining.clear()
      this.downloading.clear()
    }
  }

  private outdate(event: JournalEvent): void {
    if (event.type === 'forgotten') for (const bucket of event.buckets) this.outdated.add(bucket)
    if (event.type === 'new-epoch') this.areAllOutdated = true
  }
}
