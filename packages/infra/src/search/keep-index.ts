import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, isLive, schema, whileOnlyOne } from '@holdfast/db'
import type { TaskId } from '@holdfast/domain'
import { and, eq } from 'drizzle-orm'
import type { KeptIndex, Revision } from './kept-index.ts'
import type { Reconciled, SearchUpkeep } from './port.ts'
import { markBehind, markCurrent, readStanding } from './standing.ts'
import { versionIn } from './upkeep.ts'

const { tasks } = schema

/** How often the index is looked at, in ms. */
const LOOK_EVERY = 1000
/** A change that is not in the index after this long, in ms, makes the index one that is behind. */
const BEHIND_AFTER = 5000
/** A change that is not in the index after this long, in ms, was lost on its way. */
const LOST_AFTER = 15_000

export interface KeepIndexOptions {
  db: Database
  index: KeptIndex
  upkeep: Pick<SearchUpkeep, 'reconcile'>
  /** In ms. */
  lookEvery?: number
  behindAfter?: number
  lostAfter?: number
  onReconciled?: (reconciled: Reconciled) => void
  /** The index or the record could not be asked. */
  onAway?: (error: unknown) => void
}

export interface KeptCurrent extends AsyncDisposable {
  /** Does the index know all that the record holds, but for the last few seconds? */
  isCurrent(): boolean
  /** How often any process found that the index does not, as of the last look. */
  marks(): number
  /** Age of the oldest change that was looked for and is not in the index yet, in seconds. */
  lag(): number
}

/** A change to find in the index. */
interface Awaited {
  id: TaskId
  version: number
  since: number
}

/** The last change of a task, as far as it is among the last of all changes. */
const newestChange = async (db: Database): Promise<Omit<Awaited, 'since'> | undefined> => {
  const [change] = await db.read((reader) =>
    reader.rows<{ id: TaskId; version: number }>({
      name: 'newest-task-change',
      text: `SELECT id, version FROM (
          SELECT entity, id, version, xid, seq FROM sync.change_log ORDER BY xid DESC, seq DESC LIMIT 100
        ) AS newest
        WHERE entity = 'task' ORDER BY xid DESC, seq DESC LIMIT 1`,
    }),
  )
  return change
}

const isIndexed = async (
  db: Database,
  index: KeptIndex,
  { id, version }: Awaited,
): Promise<boolean> => {
  const [task] = await db.read((reader) =>
    reader.db
      .select({ id: tasks.id })
      .from(tasks)
      .where(and(eq(tasks.id, id), isLive())),
  )
  const found: Revision | undefined = (await index.revisionsOf([id])).get(id)
  if (!task) return found === undefined
  return found !== undefined && versionIn(found) >= version
}

/**
 * Keeps watch over an index until it is disposed: makes it where it is missing, compares all of it
 * with the record after it was away or a write failed (of several processes one does), and looks
 * whether the newest change has come to it. Whoever searches asks whether it is current.
 */
export const keepIndex = ({
  db,
  index,
  upkeep,
  lookEvery = LOOK_EVERY,
  behindAfter = BEHIND_AFTER,
  lostAfter = LOST_AFTER,
  onReconciled,
  onAway,
}: KeepIndexOptions): KeptCurrent => {
  const closing = new AbortController()
  let current = false
  let marks = 0
  let awaited: Awaited | null = null
  const age = (): number => (awaited === null ? 0 : performance.now() - awaited.since)

  const mend = async (): Promise<void> => {
    const standing = await readStanding(db)
    if (!standing.isBehind) return
    const reconciled = await upkeep.reconcile(closing.signal)
    await markCurrent(db, standing)
    awaited = null
    onReconciled?.(reconciled)
  }

  const awaitNewest = async (): Promise<void> => {
    if (awaited !== null && (await isIndexed(db, index, awaited))) awaited = null
    if (awaited === null) {
      const change = await newestChange(db)
      const next = change && { ...change, since: performance.now() }
      if (next && !(await isIndexed(db, index, next))) awaited = next
    }
    if (age() > lostAfter) await markBehind(db)
  }

  const look = async (): Promise<boolean> => {
    try {
      await index.ping()
      if (!(await index.isPrepared())) {
        // Nobody may take a new index for an empty answer.
        current = false
        await markBehind(db)
      }
    } catch (error) {
      // Whatever is written meanwhile may be missing afterwards.
      await markBehind(db)
      throw error
    }
    if ((await readStanding(db)).isBehind) {
      current = false
      await whileOnlyOne(db, 'holdfast search upkeep', mend)
    }
    await awaitNewest()
    const standing = await readStanding(db)
    marks = standing.marks
    return !standing.isBehind && age() <= behindAfter
  }

  const lookAgain = async (): Promise<void> => {
    try {
      current = await look()
    } catch (error) {
      current = false
      if (!closing.signal.aborted) onAway?.(error)
    }
  }
  const looking = (async () => {
    while (!closing.signal.aborted) {
      await lookAgain()
      await sleep(lookEvery, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  })()

  return {
    isCurrent: () => current,
    marks: () => marks,
    lag: () => age() / 1000,
    async [Symbol.asyncDispose]() {
      closing.abort()
      await looking
    },
  }
}
