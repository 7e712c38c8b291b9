import type { StreamedSize } from '@holdfast/db'
import type { Bucket } from '@holdfast/domain'
import type { Position, SnapshotPage } from '@holdfast/sync'

/** What the building process is told first. */
export interface BuildTask {
  /** Of the database. */
  url: string
  bucket: Bucket
  /** Most of one page. */
  page: StreamedSize
  /** Of gzip, 1 to 9. */
  level: number
}

/** What it says, page by page; each page is answered with `kept` once it is. */
export type BuildMessage =
  | (Omit<SnapshotPage, 'bytes'> & { type: 'page'; bytes: Uint8Array<ArrayBuffer> })
  | { type: 'done'; epoch: string; n: Position }
  | { type: 'failed'; error: Error }
