import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { bucketHeads, currentEpoch, openDatabase, streamBucket } from '@holdfast/db'
import { encodePage } from '@holdfast/sync'
import type { BuildMessage, BuildTask } from './build-messages.ts'

// A process of its own reads, encodes and compresses one snapshot: who serves people is not held up,
// and all the memory that it took is given back when it ends.

/** Longest that whoever keeps the pages may take for one, in ms. */
const KEPT_WITHIN = 120_000

const send = (message: BuildMessage): boolean | undefined => process.send?.(message)

/** One page is being kept while the next is made, and no more wait. */
const kept = async (): Promise<void> => {
  await once(process, 'message')
}

const build = async ({ url, bucket, page, level }: BuildTask): Promise<BuildMessage> => {
  await using db = await openDatabase({ url, max: 1 })
  return await db.readSnapshot(async (reader) => {
    await reader.rows({ text: `SET LOCAL idle_in_transaction_session_timeout = ${KEPT_WITHIN}` })
    const epoch = await currentEpoch(reader)
    const n = (await bucketHeads(reader, [bucket])).get(bucket) ?? 0
    let before: Promise<void> | undefined
    for await (const { part, rows } of streamBucket(reader, bucket, page)) {
      const bytes = new Uint8Array(gzipSync(encodePage({ rows, removed: [] }), { level }))
      const hash = createHash('sha256').update(bytes).digest('hex')
      await before
      before = kept()
      send({ type: 'page', part, rows: rows.length, hash, bytes })
    }
    await before
    return { type: 'done', epoch, n }
  })
}

// Whoever asked for the snapshot decides when to stop, not the terminal that both were started from.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
process.once('disconnect', () => process.exit())

const [task] = (await once(process, 'message')) as [BuildTask]
try {
  send(await build(task))
} catch (error) {
  send({ type: 'failed', error: error instanceof Error ? error : new Error(String(error)) })
}
