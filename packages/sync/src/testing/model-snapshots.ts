import { type Bucket, isClosed, type Row } from '@holdfast/domain'
import { encodePage } from '../device/page.ts'
import type { SnapshotOffer } from '../wire/pull.ts'
import type { ModelRecord } from './model-record.ts'

/** A page as it is sent, with its hash in hexadecimal. */
export interface PackedPage {
  bytes: Uint8Array
  hash: string
}

export interface ModelSnapshotOptions {
  /** A bucket of so many rows is offered. */
  rows: number
  /** Rows of one page. */
  pageRows: number
  /** An older snapshot is offered until its bucket has had so many commits since. */
  commits: number
  /** Compresses and hashes, which the platform does. */
  pack(page: string): PackedPage
}

const isOpen = (row: Row): boolean =>
  row.kind !== 'task' || (!isClosed(row.row.status) && row.row.deletedAt === null)

/** The snapshots that a model server keeps ready. */
export class ModelSnapshots {
  private readonly options: ModelSnapshotOptions
  private latest = new Map<Bucket, SnapshotOffer>()
  private readonly pages = new Map<string, Uint8Array>()

  constructor(options: ModelSnapshotOptions) {
    this.options = options
  }

  offer(bucket: Bucket, record: ModelRecord): SnapshotOffer | undefined {
    const known = this.latest.get(bucket)
    if (known && record.position(bucket) - known.to <= this.options.commits) return known
    const rows = record.rowsIn(bucket)
    if (rows.length < this.options.rows) return undefined
    const offer = this.build(bucket, record.position(bucket), rows)
    this.latest.set(bucket, offer)
    return offer
  }

  /** @param path of a page: `bucket/to/index` */
  page(path: string): Uint8Array | undefined {
    return this.pages.get(path)
  }

  /** They are gone: what was offered is not to be had. */
  withdraw(): void {
    this.latest = new Map()
    this.pages.clear()
  }

  private build(bucket: Bucket, to: number, rows: readonly Row[]): SnapshotOffer {
    const { pageRows, pack } = this.options
    const offer: SnapshotOffer = { bucket, to, pages: [] }
    for (const part of ['open', 'closed'] as const) {
      const ofPart = rows.filter((row) => isOpen(row) === (part === 'open'))
      for (let from = 0; from < ofPart.length; from += pageRows) {
        const cut = ofPart.slice(from, from + pageRows)
        const { bytes, hash } = pack(encodePage({ rows: cut, removed: [] }))
        this.pages.set(`${bucket}/${to}/${offer.pages.length}`, bytes)
        offer.pages.push({ part, rows: cut.length, bytes: bytes.length, hash })
      }
    }
    return offer
  }
}
