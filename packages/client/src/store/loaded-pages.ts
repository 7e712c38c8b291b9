import { type Bucket, keyOf } from '@holdfast/domain'
import type { LoadedPage, Page, SyncedRow } from '@holdfast/sync'
import { type BaseChange, Fates } from './base-change.ts'
import type { ArrivingPage, Snapshot } from './disk.ts'
import { pageName } from './page-key.ts'
import { createStoredPageReader, type StoredPageReader } from './read-stored-page.ts'

/** Pages that are decoded before they are asked for. */
const AHEAD = 3

/**
 * What the pages of a snapshot say beside its journal, each row of a bucket once: overlays, then open
 * work, then closed work.
 * @returns buckets with an unreadable page; what was given of them is to be dropped
 */
export async function* loadedPages(
  pages: Snapshot['pages'],
  journal: BaseChange,
): AsyncGenerator<LoadedPage, Bucket[]> {
  const reading: Reading = { journal, read: createStoredPageReader(), unreadable: new Set() }
  const overlays = new Map<Bucket, Fates>()
  for await (const { bucket, page } of readable(pages.overlay, reading))
    overlays.set(bucket, overlaid(overlays.get(bucket), page))
  for (const [bucket, fates] of overlays) {
    const rows = fates.rows().filter((row) => !journal.covers(bucket, keyOf(row)))
    if (rows.length > 0) yield { bucket, rows }
  }
  for (const part of [pages.open, pages.closed])
    for await (const { bucket, page } of readable(part, reading)) {
      const overlay = overlays.get(bucket)
      const isCurrent = (row: SyncedRow) =>
        !overlay?.has(keyOf(row)) && !journal.covers(bucket, keyOf(row))
      const isWhole = !overlay && !journal.buckets.has(bucket)
      yield { bucket, rows: isWhole ? page.rows : page.rows.filter(isCurrent) }
    }
  return [...reading.unreadable]
}

interface Reading {
  journal: BaseChange
  read: StoredPageReader
  unreadable: Set<Bucket>
}

const overlaid = (fates = new Fates(), { rows, removed }: Page): Fates => {
  for (const row of rows) fates.addRow(row)
  for (const removal of removed) fates.addRemoval(removal)
  return fates
}

/** The pages that count, decoded ahead. */
async function* readable(
  pages: readonly ArrivingPage[],
  { read, unreadable }: Reading,
): AsyncGenerator<{ bucket: Bucket; page: Page }> {
  const waiting = pages.map(({ key, bytes }) => ({ bucket: pageName(key).bucket, bytes }))
  const begin = async ({ bytes }: Pick<ArrivingPage, 'bytes'>) => read(await bytes)
  const begun = waiting.slice(0, AHEAD).map(begin)
  for (const [i, { bucket }] of waiting.entries()) {
    const page = await begun.shift()
    const next = waiting[i + AHEAD]
    if (next) begun.push(begin(next))
    if (!page) unreadable.add(bucket)
    else if (!unreadable.has(bucket)) yield { bucket, page }
  }
}
