import type { PageSize } from '@holdfast/db'
import type { Bucket } from '@holdfast/domain'
import type { Position, SnapshotPage } from '@holdfast/sync'

/** What the building thread is given. */
export interface BuildTask {
  /** Of the database. */
  url: string
  bucket: Bucket
  /** Most of one page. */
  page: PageSize
  /** Of gzip, 1 to 9. */
  level: number
}

/** What it says, page by page; each page is answered once it is kept. */
export type BuildMessage =
  | (Omit<SnapshotPage, 'bytes'> & { type: 'page'; bytes: Uint8Array<ArrayBuffer> })
  | { type: 'done'; epoch: string; n: Position }
