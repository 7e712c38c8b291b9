import { plainTask } from '../../src/bench-task.ts'
import { now } from '../../src/measure/clock.ts'
import type { Adapter } from '../../src/worker/adapter.ts'
import { type MemoryModule, type RxDbModule, schema, type WebSocketModule } from './rxdb-types.ts'

const load = <T>(name: string): Promise<T> => import(name)
const { createRxDatabase } = await load<RxDbModule>('rxdb')
const { getRxStorageMemory } = await load<MemoryModule>('rxdb/plugins/storage-memory')
const replication = await load<WebSocketModule>('rxdb/plugins/replication-websocket')

/** RxDB over its memory storage, replicating by WebSocket. It wakes by itself. */
export const openClient: Adapter = async ({ port }) => {
  const storage = getRxStorageMemory()
  const options = { name: `client${process.pid}`, storage, multiInstance: false } as const
  const database = await createRxDatabase({ ...options, eventReduce: true })
  await database.addCollections({ tasks: { schema } })
  const collection = database.tasks
  const replicating = await replication.replicateWithWebsocketServer({
    collection,
    url: `ws://127.0.0.1:${port}`,
    replicationIdentifier: 'bench',
    live: true,
    batchSize: 1000,
  })
  let waiting = 0
  const opened = replicating.awaitInitialReplication().then(async () => {
    const allAt = now()
    return { firstPageAt: allAt, allAt, rows: await collection.count().exec() }
  })
  return {
    opened,
    watch(task, seen) {
      let last: string | undefined
      collection.findOne(plainTask(task).id).$.subscribe((document) => {
        if (document && document.title !== last) {
          last = document.title
          seen(last)
        }
      })
    },
    write(task, title) {
      waiting++
      const local = collection
        .findOne(plainTask(task).id)
        .exec()
        .then(async (document) => {
          await document?.incrementalPatch({ title, updated_at: Date.now() })
        })
      const acked = local.then(async () => {
        await replicating.awaitInSync()
        waiting--
      })
      return { local, acked }
    },
    wake: () => undefined,
    waiting: () => waiting,
    async close() {
      await database.close()
    },
  }
}
