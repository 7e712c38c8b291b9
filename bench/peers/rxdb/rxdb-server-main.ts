// RxDB's server in memory, with `n` tasks. Arguments: n, port. Asked for titles, it counts them.
import { plainTask } from '../../src/bench-task.ts'
import { type MemoryModule, type RxDbModule, schema, type WebSocketModule } from './rxdb-types.ts'

const CHUNK = 5000

const load = <T>(name: string): Promise<T> => import(name)
const { createRxDatabase } = await load<RxDbModule>('rxdb')
const { getRxStorageMemory } = await load<MemoryModule>('rxdb/plugins/storage-memory')
const replication = await load<WebSocketModule>('rxdb/plugins/replication-websocket')

const [n, port] = process.argv.slice(2).map(Number)
const storage = getRxStorageMemory()
const database = await createRxDatabase({ name: 'server', storage, multiInstance: false })
await database.addCollections({ tasks: { schema } })
for (let from = 0; from < (n ?? 0); from += CHUNK) {
  const size = Math.min(CHUNK, (n ?? 0) - from)
  await database.tasks.bulkInsert(Array.from({ length: size }, (_, i) => plainTask(from + i)))
}
replication.startWebsocketServer({ database, port: port ?? 0, host: '127.0.0.1' })

process.on('message', async ({ tasks, title }: { tasks: number[]; title: string }) => {
  const found = await Promise.all(
    tasks.map(async (task) => {
      const document = await database.tasks.findOne(plainTask(task).id).exec()
      return document?.title === `${title} ${task}`
    }),
  )
  process.send?.({ kept: found.filter(Boolean).length })
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
