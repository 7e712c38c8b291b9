import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { PackedPage } from '@holdfast/sync/testing'

/** A page as a server sends it. */
export const packPage = (page: string): PackedPage => {
  const bytes = new Uint8Array(gzipSync(page))
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex') }
}
