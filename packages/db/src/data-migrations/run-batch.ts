import { type Bucket, type IsoDate, keyOf, type RowKey } from '@holdfast/domain'
import { numberCommit } from '../change-log.ts'
import type { Reader, Transaction } from '../reader.ts'
import { noAnswers } from '../rows/answer.ts'
import { rowsFrom } from '../rows/loaded-rows.ts'
import { readRows } from '../rows/read-rows.ts'
import { storeTx } from '../store-tx.ts'
import type { DataMigration, Stretch } from './data-migration.ts'
import { lockProgress, moveOn, type Progress } from './progress.ts'

export interface Batch {
  progress: Progress
  /** What devices are to be poked about. */
  buckets: Bucket[]
}

/** Longest a batch waits for a row while it holds others, in ms: rather than that it is tried again. */
const LOCK_TIMEOUT = 500

/**
 * One batch: from where the last one ended, whoever ran that. The rows are read under their locks,
 * so that what a person did to one since is not overwritten, and written with the progress.
 */
export const runBatch = async (
  tx: Transaction,
  migration: DataMigration,
  most: number,
  now: IsoDate,
): Promise<Batch> => {
  await tx.rows({ text: `SET LOCAL lock_timeout = ${LOCK_TIMEOUT}` })
  const progress = await lockProgress(tx, migration.name)
  if (progress.finishedAt !== null) return { progress, buckets: [] }
  const keys = await migration.next(tx, { after: progress.position, most })
  const store = storeTx(tx, { keepsBack: true })
  const rows = await store.load([{ keys }])
  const effects = keys.map((key) => migration.effectOf(rows, key, now))
  await store.write(effects.flatMap(({ patches }) => patches))
  await store.audit(
    null,
    effects.flatMap(({ activity }) => activity),
    now,
  )
  await store.flush()
  const numbered = await numberCommit(tx)
  const changed = effects.filter(({ patches }) => patches.length > 0).length
  const position = keys.at(-1) ?? null
  return {
    progress: await moveOn(tx, migration, { position, seen: keys.length, changed }),
    buckets: [...numbered.keys()],
  }
}

/** What a batch would do. Locks nothing and writes nothing. */
export const foreseeBatch = async (
  reader: Reader,
  migration: DataMigration,
  stretch: Stretch,
  now: IsoDate,
): Promise<{ keys: RowKey[]; changed: { key: RowKey; after: object }[] }> => {
  const keys = await migration.next(reader, stretch)
  const found = new Map((await readRows(reader, keys)).map((row) => [keyOf(row), row]))
  const rows = rowsFrom((key) => found.get(key), noAnswers)
  const changed = keys.flatMap((key) =>
    migration.effectOf(rows, key, now).activity.map(({ after }) => ({ key, after })),
  )
  return { keys, changed }
}
