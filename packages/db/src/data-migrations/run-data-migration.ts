import { setTimeout as delay } from 'node:timers/promises'
import { isoDate, type RowKey } from '@holdfast/domain'
import { whileOnlyOne } from '../advisory-lock.ts'
import type { Database } from '../database.ts'
import { MigrationError } from '../migrate/migration-error.ts'
import type { Pokes } from '../pokes.ts'
import type { Reader } from '../reader.ts'
import { sqlState } from '../sql-state.ts'
import type { DataMigration } from './data-migration.ts'
import { dataMigrationStates, type Progress } from './progress.ts'
import { type Batch, foreseeBatch, runBatch } from './run-batch.ts'

/** How hard the database is worked. */
export interface Throttle {
  /** Most rows of one transaction. */
  batch: number
  /** Least rest between two, in ms; at least as long as the batch took, so that half the time is others'. */
  pause: number
  /** Replicas that are further behind than this are waited for, in ms. */
  lag: number
}

export const defaultThrottle: Throttle = { batch: 500, pause: 50, lag: 5000 }

export interface RunOptions {
  throttle?: Partial<Throttle>
  /** After each batch. */
  onProgress?: (pace: Pace) => void
  /** Says why it waits. */
  log?: (message: string) => void
  /** Stops after the batch that is under way. */
  signal?: AbortSignal
  /** How far the slowest replica is behind, in ms. */
  lagOf?: (reader: Reader) => Promise<number>
}

export interface Pace {
  progress: Progress
  /** Rows of this run in a second; its rests are part of it. */
  perSecond: number
  /** Rows that there are still, as counted when this run began. */
  left: number
}

export interface RunServices {
  db: Pick<Database, 'read' | 'transact'>
  pokes: Pick<Pokes, 'poke'>
  clock: () => Date
}

/** Another runner, or the connection of one that was killed, has this long to go, in ms. */
const PATIENCE = 10_000
/** Longest that rows which somebody else holds are waited for, in ms. */
const BUSY_PATIENCE = 60_000

/**
 * Goes through all that is left of a data migration, batch by batch; one that was cut off, however,
 * is gone on with from its last batch. Safe beside running servers: devices get the changes live.
 * @returns how far it came; not finished: it was stopped
 * @throws Error when another runner is at it
 */
export const runDataMigration = async (
  services: RunServices,
  migration: DataMigration,
  options: RunOptions = {},
): Promise<Progress> => {
  const { db } = services
  for (const until = Date.now() + PATIENCE; Date.now() < until; await delay(100)) {
    const progress = await whileOnlyOne(db, `data-migration ${migration.name}`, () =>
      runToEnd(services, migration, options),
    )
    if (progress) return progress
  }
  throw new MigrationError(
    `Another run of ${migration.name} is under way. Let it end, or end it first.`,
  )
}

const runToEnd = async (
  { db, pokes, clock }: RunServices,
  migration: DataMigration,
  { throttle, onProgress, log, signal, lagOf = replicaLag }: RunOptions,
): Promise<Progress> => {
  const { batch, pause, lag } = { ...defaultThrottle, ...throttle }
  const before = (await db.read(dataMigrationStates)).find(({ name }) => name === migration.name)
  const seenBefore = before?.progress?.seen ?? 0
  const position = before?.progress?.position ?? null
  const toDo = await db.read((reader) => migration.count(reader, position))
  const began = performance.now()
  for (;;) {
    const start = performance.now()
    const { progress, buckets } = await patiently(log, () =>
      db.transact((tx) => runBatch(tx, migration, batch, isoDate(clock()))),
    )
    if (buckets.length > 0) pokes.poke(buckets)
    const seen = progress.seen - seenBefore
    const perSecond = (seen / (performance.now() - began)) * 1000
    onProgress?.({ progress, perSecond, left: Math.max(0, toDo - seen) })
    if (progress.finishedAt !== null || signal?.aborted) return progress
    await rest(Math.max(pause, performance.now() - start), signal)
    while (!signal?.aborted && (await db.read(lagOf)) > lag) {
      log?.('Waiting for a replica that is behind')
      await rest(1000, signal)
    }
  }
}

const rest = (ms: number, signal?: AbortSignal): Promise<unknown> =>
  delay(ms, undefined, signal && { signal }).catch(() => undefined)

/** Tries again what lost against another transaction, or met a row that somebody holds for long. */
const patiently = async (log: RunOptions['log'], work: () => Promise<Batch>): Promise<Batch> => {
  for (const until = Date.now() + BUSY_PATIENCE; ; await delay(200)) {
    try {
      return await work()
    } catch (error) {
      const state = sqlState(error)
      const isBusy = state === '55P03' || state?.startsWith('40')
      if (!isBusy || Date.now() > until) throw error
      log?.('Waiting for rows that somebody else is changing')
    }
  }
}

const replicaLag = async (reader: Reader): Promise<number> => {
  const [found] = await reader.rows<{ lag: string | null }>({
    text: 'SELECT 1000 * EXTRACT(epoch FROM max(replay_lag)) AS lag FROM pg_stat_replication',
  })
  return Number(found?.lag ?? 0)
}

export interface Foreseen {
  seen: number
  changed: number
  /** The first few of them. */
  examples: { key: RowKey; after: object }[]
}

const MOST_EXAMPLES = 5

/** Says what `runDataMigration` would do from here, and does nothing. */
export const foreseeDataMigration = async (
  { db, clock }: Pick<RunServices, 'db' | 'clock'>,
  migration: DataMigration,
  { throttle, signal }: Pick<RunOptions, 'throttle' | 'signal'> = {},
): Promise<Foreseen> => {
  const { batch, pause } = { ...defaultThrottle, ...throttle }
  const states = await db.read(dataMigrationStates)
  const progress = states.find(({ name }) => name === migration.name)?.progress
  const foreseen: Foreseen = { seen: 0, changed: 0, examples: [] }
  let after = progress?.position ?? null
  while (!progress?.finishedAt && !signal?.aborted) {
    const { keys, changed } = await db.read((reader) =>
      foreseeBatch(reader, migration, { after, most: batch }, isoDate(clock())),
    )
    foreseen.seen += keys.length
    foreseen.changed += changed.length
    foreseen.examples.push(...changed.slice(0, MOST_EXAMPLES - foreseen.examples.length))
    after = keys.at(-1) ?? after
    if (keys.length === 0) break
    await rest(pause, signal)
  }
  return foreseen
}
