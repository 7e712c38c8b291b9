import { cataloguedBuilds, type Database, dropBuilds, withdrawSnapshots } from '@holdfast/db'
import type { BlobStore } from '@holdfast/infra'
import { PAGE_VERSION } from '@holdfast/sync'
import { buildOf, PAGE_BLOBS } from './page-blobs.ts'

/** A build that nobody has published by then never will be, in ms: its process has died. */
const ABANDONED_AFTER = 60 * 60 * 1000

export interface SweepOptions {
  db: Pick<Database, 'epoch' | 'read' | 'transact'>
  blobs: BlobStore
  clock: () => Date
}

/**
 * Withdraws what can be fetched no more, deletes pages that no snapshot has, and takes snapshots out
 * of the catalogue that lack a page: their buckets are built anew.
 * @returns how many blobs it deleted
 */
export const sweepPages = async ({ db, blobs, clock }: SweepOptions): Promise<number> => {
  const now = clock()
  const time = { epoch: db.epoch, pageVersion: PAGE_VERSION, now }
  await db.transact((tx) => withdrawSnapshots(tx, time))
  const known = await db.read(cataloguedBuilds)
  const found = new Map<string, number>()
  const orphans: string[] = []
  for await (const { key, modifiedAt } of blobs.list(PAGE_BLOBS)) {
    const build = buildOf(key)
    if (build && known.has(build)) found.set(build, (found.get(build) ?? 0) + 1)
    else if (now.getTime() - modifiedAt.getTime() > ABANDONED_AFTER) orphans.push(key)
  }
  await blobs.delete(orphans)
  const torn = [...known].filter(([build, pages]) => (found.get(build) ?? 0) < pages)
  await db.transact((tx) =>
    dropBuilds(
      tx,
      torn.map(([build]) => build),
    ),
  )
  return orphans.length
}
