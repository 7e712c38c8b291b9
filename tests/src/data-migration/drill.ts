import { setTimeout as delay } from 'node:timers/promises'
import { type Database, openDatabase, type Transaction } from '@holdfast/db'
import { type ServerProcess, startAdmin } from '@holdfast/server/testing'
import { tagForAda } from './tag-for-ada.ts'
import { auditRecord, fillRecord } from './untagged-record.ts'

/** How a run is killed: while a row of its batch is held, or at some moment once it has come so far. */
export type Strike = 'at a held row' | 'at any moment'

export interface DrillOptions {
  /** Of a migrated, empty database. */
  url: string
  /** For what the command keeps. */
  folder: string
  rows: number
  batch: number
  /** One run each; the run after them goes to the end. */
  strikes: readonly Strike[]
  say?: (line: string) => void
}

export interface Outcome {
  /** Rows that had been seen when each run was killed. */
  killedAt: number[]
  tasks: number
  changed: number
  /** Tags that somebody gave meanwhile. */
  given: number
  wrong: string[]
  /** What the last run printed. */
  output: string
}

const NAME = 'populate-task-tags'

/**
 * Runs `holdfast data-migrate run` over many tasks, kills it with SIGKILL, lets another run end it,
 * while somebody gives tags to the same tasks; then looks at every task.
 */
export const drillDataMigration = async (options: DrillOptions): Promise<Outcome> => {
  const { url, folder, rows, batch, strikes, say = () => undefined } = options
  await using db = await openDatabase({ url, statementTimeout: 600_000 })
  const owner = await fillRecord(db, rows)
  say(`${rows} tasks are there`)
  const start = (): ServerProcess =>
    startAdmin(folder, ['data-migrate', 'run', NAME, '--batch', String(batch), '--pause', '20'], {
      DATABASE_URL: url,
    })
  const seen = async (): Promise<number> => {
    const found = await db.read((reader) =>
      reader.rows<{ seen: number }>({ text: 'SELECT seen FROM ops.data_migrations' }),
    )
    return found[0]?.seen ?? 0
  }

  const giving = tagForAda(db, owner)
  const killedAt: number[] = []
  for (const [place, strike] of strikes.entries()) {
    // Each run has a stretch of the way for itself, whatever it is killed by.
    const share = ((place + Math.random()) * 0.6) / strikes.length
    const run =
      strike === 'at a held row'
        ? await strikeAtHeldRow(db, url, share, start)
        : await strikeAtAnyMoment(share * rows, seen, start())
    killedAt.push(await seen())
    say(`killed with ${killedAt.at(-1)} seen: ${run.output().trim().split('\n').at(-1)}`)
  }
  const began = performance.now()
  const last = start()
  if ((await last.exit) !== 0) throw new Error(`the last run failed: ${last.output()}`)
  const given = await giving.stop()
  say(last.output().trim())
  say(`the last run took ${((performance.now() - began) / 1000).toFixed(1)} s`)
  return { killedAt, given, output: last.output(), ...(await auditRecord(db)) }
}

const strikeAtAnyMoment = async (
  goal: number,
  seen: () => Promise<number>,
  run: ServerProcess,
): Promise<ServerProcess> => {
  while ((await seen()) < goal) {
    if (run.child.exitCode !== null) throw new Error(`the run ended: ${run.output()}`)
    await delay(10)
  }
  await delay(Math.random() * 300)
  return kill(run)
}

/** Holds a row that is still to be changed, and strikes when the runner waits for it. */
const strikeAtHeldRow = async (
  db: Database,
  url: string,
  share: number,
  start: () => ServerProcess,
): Promise<ServerProcess> => {
  await using holder = await openDatabase({ url })
  return await holder.transact(async (tx) => {
    const own = await hold(tx, share)
    const run = start()
    while (!(await isWaitedFor(db, own))) {
      if (run.child.exitCode !== null) throw new Error(`the run ended: ${run.output()}`)
      await delay(10)
    }
    return kill(run)
  })
}

/** @returns the backend that holds it */
const hold = async (tx: Transaction, share: number): Promise<number> => {
  const untagged = `FROM tasks.tasks WHERE tags = '{}' AND title LIKE '%#%'`
  const [held] = await tx.rows<{ own: number }>({
    text: `SELECT pg_backend_pid() AS own FROM tasks.tasks
           WHERE tags = '{}' AND id = (
             SELECT id ${untagged}
             ORDER BY id OFFSET (SELECT count(*) * $1::float8 ${untagged}) LIMIT 1
           ) FOR UPDATE`,
    values: [share],
  })
  // Nothing where somebody tagged that very row while it was waited for.
  return held?.own ?? hold(tx, share)
}

const isWaitedFor = async (db: Database, own: number): Promise<boolean> => {
  const waiting = await db.read((reader) =>
    reader.rows({
      text: `SELECT FROM pg_stat_activity
             WHERE $1 = ANY (pg_blocking_pids(pid)) AND application_name = 'holdfast-data-migrate'`,
      values: [own],
    }),
  )
  return waiting.length > 0
}

const kill = async (run: ServerProcess): Promise<ServerProcess> => {
  run.child.kill('SIGKILL')
  await run.exit
  if (run.child.signalCode !== 'SIGKILL') throw new Error(`the run ended: ${run.output()}`)
  return run
}
