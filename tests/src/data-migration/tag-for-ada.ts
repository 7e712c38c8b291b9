import { setTimeout as delay } from 'node:timers/promises'
import { type Database, numberCommit, storeTx } from '@holdfast/db'
import {
  activityOf,
  isoDate,
  rowKey,
  type Tag,
  type TaskId,
  type UserId,
  uniqueTags,
} from '@holdfast/domain'

/** Gives tags to tasks anywhere in the record, one after the other, as a person's device would. */
export const tagForAda = (db: Database, ada: UserId): { stop(): Promise<number> } => {
  const stopping = new AbortController()
  const give = async (): Promise<number> => {
    for (let given = 0; ; given++) {
      if (stopping.signal.aborted) return given
      const id = await someTask(db)
      await db.transact(async (tx) => {
        const store = storeTx(tx)
        const key = rowKey('task', id)
        const task = (await store.load([{ keys: [key] }])).task(id)
        if (!task) return
        const now = isoDate(new Date())
        const tags = uniqueTags([...task.tags, `given-${given}` as Tag])
        await store.write([{ op: 'update', kind: 'task', id, set: { tags, updatedAt: now } }])
        await store.audit(ada, [activityOf('task', id, 'tagged', task, { tags })], now)
        await numberCommit(tx)
      })
      await delay(20, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const giving = give()
  return {
    stop() {
      stopping.abort()
      return giving
    },
  }
}

const someTask = async (db: Database): Promise<TaskId> => {
  const [found] = await db.read((reader) =>
    reader.rows<{ id: TaskId }>({
      name: 'some-task',
      text: 'SELECT id FROM tasks.tasks WHERE id >= $1 ORDER BY id LIMIT 1',
      values: [crypto.randomUUID()],
    }),
  )
  return found?.id ?? someTask(db)
}
