import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import { bucketHeads, currentEpoch, openDatabase, streamBucket } from '@holdfast/db'
import { encodePage } from '@holdfast/sync'
import type { BuildMessage, BuildTask } from './build-messages.ts'

// A thread of its own reads, encodes and compresses one snapshot: who serves people is not held up.

const { url, bucket, page, level } = workerData as BuildTask

/** Longest that whoever keeps the pages may take for one, in ms. */
const KEPT_WITHIN = 120_000

const send = (message: BuildMessage, transfer: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transfer)

/** One page is being kept while the next is made, and no more wait. */
const kept = async (): Promise<void> => {
  if (parentPort) await once(parentPort, 'message')
}

const build = async (): Promise<void> => {
  await using db = await openDatabase({ url, max: 1 })
  await db.readSnapshot(async (reader) => {
    await reader.rows({ text: `SET LOCAL idle_in_transaction_session_timeout = ${KEPT_WITHIN}` })
    const epoch = await currentEpoch(reader)
    const n = (await bucketHeads(reader, [bucket])).get(bucket) ?? 0
    let before: Promise<void> | undefined
    for await (const { part, rows } of streamBucket(reader, bucket, page)) {
      const bytes = new Uint8Array(gzipSync(encodePage({ rows, removed: [] }), { level }))
      const hash = createHash('sha256').update(bytes).digest('hex')
      await before
      before = kept()
      send({ type: 'page', part, rows: rows.length, hash, bytes }, [bytes.buffer])
    }
    await before
    send({ type: 'done', epoch, n })
  })
}

await build()
