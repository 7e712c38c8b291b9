import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Reader, SUPERSEDED_FOR } from '@holdfast/db'
import { Bucket, type UserId } from '@holdfast/domain'
import type { BlobStore } from '@holdfast/infra'
import { PAGE_VERSION } from '@holdfast/sync'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { Services } from '../../context.ts'
import { pageKeyOf } from './page-blobs.ts'

const digits = (most: number) =>
  z
    .string()
    .regex(new RegExp(`^\\d{1,${most}}$`))
    .transform(Number)

/** Which page, as an address names it. */
export const PageAddress = z.object({ bucket: Bucket, to: digits(15), index: digits(6) })
export type PageAddress = z.infer<typeof PageAddress>

/** A page that may be shown. */
export interface SnapshotPageFound {
  hash: string
  /** In bytes. */
  size: number
  /** Its bytes, or a stream to be read by who asked; null where they are lost. */
  body: () => Promise<Uint8Array<ArrayBuffer> | Readable | null>
}

export interface PagesOptions {
  services: Pick<Services, 'db' | 'clock' | 'log'>
  blobs: BlobStore
  /** Most bytes of pages that are held in memory. */
  hotBytes?: number
}

const HOT_BYTES = 32 * 1024 * 1024
/** A larger page is not held in memory; pages are a few tens of kilobytes. */
const MOST_HELD = 512 * 1024

/**
 * null: unknown, withdrawn, or not the person's to see.
 * @param confirm whether it is that person, read in the same flight; nothing is told where it throws
 */
export type OpenPage = (
  userId: UserId,
  address: PageAddress,
  confirm?: (reader: Reader) => Promise<unknown>,
) => Promise<SnapshotPageFound | null>

/** Finds pages of snapshots for people who may see their buckets. Nothing of that is remembered. */
export const pagesOf = ({ services, blobs, hotBytes = HOT_BYTES }: PagesOptions): OpenPage => {
  const { db, clock, log } = services
  const hot = new LRUCache<string, Uint8Array<ArrayBuffer>>({
    maxSize: hotBytes,
    sizeCalculation: (bytes) => bytes.length || 1,
  })

  const bodyOf = async (key: string): Promise<Uint8Array<ArrayBuffer> | Readable | null> => {
    const held = hot.get(key)
    if (held) return held
    const blob = await blobs.open(key)
    if (!blob) {
      log.warn({ key }, 'a page of a snapshot is lost')
      return null
    }
    if (blob.size > MOST_HELD) return blob.stream
    const bytes = new Uint8Array(await buffer(blob.stream))
    hot.set(key, bytes)
    return bytes
  }

  const find = (reader: Reader, userId: UserId, { bucket, to, index }: PageAddress) =>
    reader.rows<{ build: string; hash: string | null; size: number }>({
      name: 'snapshot-page',
      text: `SELECT build, pages -> $3::int ->> 'hash' AS hash,
                    (pages -> $3::int ->> 'bytes')::int AS size
             FROM sync.snapshots
             WHERE bucket = $1 AND n = $2 AND epoch = $5 AND page_version = $6
               AND (superseded_at IS NULL OR superseded_at > $7)
               AND bucket IN (SELECT sync.granted_buckets($4))`,
      values: [
        bucket,
        to,
        index,
        userId,
        db.epoch,
        PAGE_VERSION,
        new Date(clock().getTime() - SUPERSEDED_FOR),
      ],
    })

  return async (userId, address, confirm) => {
    const [[found]] = await db.read((reader) =>
      Promise.all([find(reader, userId, address), confirm?.(reader)]),
    )
    if (!found?.hash) return null
    const { build, hash, size } = found
    return { hash, size, body: () => bodyOf(pageKeyOf(build, address.index)) }
  }
}
