import type { Bucket } from '@holdfast/domain'
import type { SnapshotOffer, SnapshotPage } from '../wire/pull.ts'
import type { Meta, PageChange, PageEvent } from './journal.ts'

type Held = Pick<Meta, 'positions' | 'joins' | 'downloads'>

/** A copy that can be changed. */
export const copyHeld = ({ positions, joins, downloads }: Held): Held => ({
  positions: { ...positions },
  joins: { ...joins },
  downloads: { ...downloads },
})

/** Does the device hold the bucket, or is it being joined? */
export const knowsBucket = ({ positions, joins, downloads }: Held, bucket: Bucket): boolean =>
  bucket in positions || bucket in joins || bucket in downloads

export const dropBucket = ({ positions, joins, downloads }: Held, bucket: Bucket): void => {
  delete positions[bucket]
  delete joins[bucket]
  delete downloads[bucket]
}

/** Is the offer news? Not for a bucket that is held beyond it, or is on its way already. */
export const isOfferWanted = (held: Held, { bucket, to }: SnapshotOffer): boolean => {
  const position = held.positions[bucket]
  if (position !== undefined && to <= position) return false
  return !held.joins[bucket] && held.downloads[bucket]?.to !== to
}

/** Notes the page in `held`. @returns what happened; undefined when the page is not the next. [N13] */
export const storePage = (
  held: Held,
  { bucket, to, index, rows }: PageChange,
): Omit<PageEvent, 'dropped'> | undefined => {
  const download = held.downloads[bucket]
  const page = download?.pages[index]
  if (download?.to !== to || download.page !== index || !page) return undefined
  if (index + 1 < download.pages.length) held.downloads[bucket] = { ...download, page: index + 1 }
  else {
    delete held.downloads[bucket]
    held.positions[bucket] = to
  }
  const left = rowsIn(download.pages, index + 1)
  return { type: 'page', bucket, part: page.part, index, size: page.rows, rows, left }
}

/** Rows of the pages from `first` on. */
export const rowsIn = (pages: readonly SnapshotPage[], first: number): number =>
  pages.slice(first).reduce((sum, { rows }) => sum + rows, 0)
