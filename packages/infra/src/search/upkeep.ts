import { type Database, isLive, type Reader, readRows, schema } from '@holdfast/db'
import { rowKey, type TaskId } from '@holdfast/domain'
import { and, asc, eq, gt, inArray, type SQL } from 'drizzle-orm'
import type { KeptIndex, RevisedTask, Revision } from './kept-index.ts'
import type { OnProgress, Reconciled, SearchUpkeep } from './port.ts'
import { markBehind, markCurrent, readStanding } from './standing.ts'

const { tasks } = schema

/** Tasks that are compared at a time, and that are written at a time. */
const PAGE = 1000
const BATCH = 200

const batchesOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  )

/** Names the state of a row in one life of the record; a restore gives versions out anew. */
const revisionOf = (epoch: string, version: number): Revision => `${epoch}.${version}`

export const versionIn = (revision: Revision): number =>
  Number(revision.slice(revision.lastIndexOf('.') + 1))

type Versioned = { id: TaskId; version: number }

/** Tasks of a kind, a page at a time, in the order of their ids. */
async function* pagesOf(
  db: Database,
  kind: SQL | undefined,
  signal?: AbortSignal,
): AsyncGenerator<Versioned[]> {
  const pageBehind = (after: TaskId | null): Promise<Versioned[]> =>
    db.read((reader) =>
      reader.db
        .select({ id: tasks.id, version: tasks.version })
        .from(tasks)
        .where(and(kind, after === null ? undefined : gt(tasks.id, after)))
        .orderBy(asc(tasks.id))
        .limit(PAGE),
    )
  for (let after: TaskId | null = null; ; ) {
    signal?.throwIfAborted()
    const page: Versioned[] = await pageBehind(after)
    if (page.length > 0) yield page
    const last = page.at(-1)
    if (page.length < PAGE || !last) return
    after = last.id
  }
}

/** Of these tasks those that are to be found, with the version that each has now. */
const liveAmong = async (reader: Reader, ids: readonly TaskId[]): Promise<Map<TaskId, number>> => {
  const found = await reader.db
    .select({ id: tasks.id, version: tasks.version })
    .from(tasks)
    .where(and(inArray(tasks.id, [...ids]), isLive()))
  return new Map(found.map(({ id, version }) => [id, version]))
}

/** These tasks, as far as they are to be found. */
const readLive = async (
  reader: Reader,
  epoch: string,
  ids: readonly TaskId[],
): Promise<RevisedTask[]> => {
  const live = await liveAmong(reader, ids)
  const rows = await readRows(
    reader,
    ids.filter((id) => live.has(id)).map((id) => rowKey('task', id)),
  )
  return rows.flatMap((row) =>
    row.kind === 'task' && row.row.deletedAt === null
      ? [{ task: row.row, revision: revisionOf(epoch, row.row.version) }]
      : [],
  )
}

/** Keeps an index apart from the record equal to it. */
export const keptUpkeep = (db: Database, index: KeptIndex): SearchUpkeep => {
  /** Writes what differs. @returns what has become something else since it was read */
  const bringOver = async (ids: readonly TaskId[]): Promise<TaskId[]> => {
    const known = await index.revisionsOf(ids)
    const found = await db.read((reader) => readLive(reader, db.epoch, ids))
    const versions = new Map(found.map(({ task }) => [task.id, task.version]))
    const old = found.filter(({ task, revision }) => known.get(task.id) !== revision)
    const gone = ids.filter((id) => !versions.has(id))
    await index.put(old)
    await index.remove(gone)
    const written = [...old.map(({ task }) => task.id), ...gone]
    if (written.length === 0) return []
    const now = await db.read((reader) => liveAmong(reader, written))
    return written.filter((id) => now.get(id) !== versions.get(id))
  }

  /**
   * No lock keeps others from writing at once what they read before or after: whoever was overtaken
   * finds, once it has written, that the record is further, and writes again.
   */
  const refreshBatch = async (ids: readonly TaskId[]): Promise<void> => {
    for (let left = ids; left.length > 0; ) left = await bringOver(left)
  }

  const refreshTasks = async (ids: readonly TaskId[], signal?: AbortSignal): Promise<void> => {
    for (const batch of batchesOf([...new Set(ids)], BATCH)) {
      signal?.throwIfAborted()
      try {
        await refreshBatch(batch)
      } catch (error) {
        await markBehind(db)
        throw error
      }
    }
  }

  const countLive = (): Promise<number> => db.read((reader) => reader.db.$count(tasks, isLive()))

  /** Writes what is missing or old. */
  const mendRecord = async (signal?: AbortSignal, onProgress?: OnProgress) => {
    const of = await countLive()
    let compared = 0
    let written = 0
    for await (const page of pagesOf(db, isLive(), signal)) {
      const known = await index.revisionsOf(page.map(({ id }) => id))
      const old = page.filter(({ id, version }) => known.get(id) !== revisionOf(db.epoch, version))
      await refreshTasks(
        old.map(({ id }) => id),
        signal,
      )
      compared += page.length
      written += old.length
      onProgress?.(compared, of)
    }
    return { compared, written }
  }

  /** Removes what is not to be found. */
  const mendRest = async (signal?: AbortSignal): Promise<number> => {
    const gone: TaskId[] = []
    for await (const ids of index.allIds()) {
      signal?.throwIfAborted()
      const live = await db.read((reader) => liveAmong(reader, ids))
      gone.push(...ids.filter((id) => !live.has(id)))
    }
    await refreshTasks(gone, signal)
    return gone.length
  }

  const reconcile = async (signal?: AbortSignal, onProgress?: OnProgress): Promise<Reconciled> => {
    await index.prepare()
    const mended = await mendRecord(signal, onProgress)
    return { ...mended, removed: await mendRest(signal) }
  }

  const fill = async (
    put: (tasks: readonly RevisedTask[]) => Promise<void>,
    signal?: AbortSignal,
    onProgress?: OnProgress,
  ): Promise<void> => {
    const of = await countLive()
    let done = 0
    for await (const page of pagesOf(db, isLive(), signal)) {
      for (const batch of batchesOf(page, BATCH)) {
        const ids = batch.map(({ id }) => id)
        await put(await db.read((reader) => readLive(reader, db.epoch, ids)))
      }
      done += page.length
      onProgress?.(done, of)
    }
  }

  return {
    engine: 'meilisearch',
    refreshTasks,
    async refreshProject(id, signal) {
      for await (const page of pagesOf(db, eq(tasks.projectId, id), signal))
        await refreshTasks(
          page.map((task) => task.id),
          signal,
        )
    },
    reconcile,
    async reindex(signal, onProgress) {
      await index.prepare()
      const build = await index.build()
      try {
        await fill(build.put, signal, onProgress)
      } catch (error) {
        await build.abandon()
        throw error
      }
      await markBehind(db)
      const standing = await readStanding(db)
      await build.takeOver()
      // Writes went on meanwhile, into the index that is gone now.
      const mended = await reconcile(signal)
      await markCurrent(db, standing)
      return mended
    },
  }
}

/** Where the record itself is searched there is nothing to keep. */
export const noUpkeep: SearchUpkeep = {
  engine: null,
  refreshTasks: async () => undefined,
  refreshProject: async () => undefined,
  reconcile: async () => ({ compared: 0, written: 0, removed: 0 }),
  reindex: async () => ({ compared: 0, written: 0, removed: 0 }),
}
