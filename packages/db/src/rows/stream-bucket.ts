import type { Bucket, Row } from '@holdfast/domain'
import type { Reader } from '../reader.ts'
import { type PageSize, stretches } from './read-bucket-page.ts'
import { rowKinds } from './row-kinds.ts'

/** Rows of a bucket; closed work apart from everything else. */
export interface BucketPart {
  part: 'open' | 'closed'
  rows: Row[]
}

/** How much of a page at most. */
export interface StreamedSize extends PageSize {
  /** Of rows of the first page, which somebody waits for. Default: as many as of any. */
  first?: number
}

/** Rows that the database hands over at a time. */
const FETCH = 200

/**
 * All rows of a bucket in pages, what a screen needs first before closed work, read through a cursor:
 * no more than a page and what was fetched with its last row is held at a time. To be read within one
 * snapshot.
 * @param most of a page; its last row may exceed the bytes
 */
export async function* streamBucket(
  reader: Reader,
  bucket: Bucket,
  { first, ...most }: StreamedSize,
): AsyncGenerator<BucketPart> {
  let mostRows = first ?? most.rows
  for (const part of ['open', 'closed'] as const) {
    let rows: Row[] = []
    let bytes = 0
    for await (const found of streamPart(reader, bucket, part)) {
      rows.push(found.row)
      bytes += found.bytes
      if (rows.length < mostRows && bytes < most.bytes) continue
      yield { part, rows }
      mostRows = most.rows
      rows = []
      bytes = 0
    }
    if (rows.length > 0) yield { part, rows }
    mostRows = most.rows
  }
}

async function* streamPart(
  reader: Reader,
  bucket: Bucket,
  part: BucketPart['part'],
): AsyncGenerator<{ row: Row; bytes: number }> {
  const cut = bucket.indexOf(':')
  const all = stretches[bucket.slice(0, cut) as 'project' | 'user']
  for (const { name, kind, holds } of all) {
    if ((name === 'closed') !== (part === 'closed')) continue
    const { columns, table, joins, bytes, order, read } = rowKinds[kind]
    await reader.rows({
      text: `DECLARE bucket_rows NO SCROLL CURSOR FOR
             SELECT ${columns}, ${bytes} AS bytes FROM ${table} row ${joins}
             WHERE ${holds} ORDER BY ${order}`,
      values: [bucket.slice(cut + 1)],
    })
    for (;;) {
      const found = await reader.rows<{ bytes: number }>({
        text: `FETCH ${FETCH} FROM bucket_rows`,
      })
      for (const { bytes, ...row } of found)
        yield { row: { kind, row: read(row as never) } as Row, bytes }
      if (found.length < FETCH) break
    }
    await reader.rows({ text: 'CLOSE bucket_rows' })
  }
}
