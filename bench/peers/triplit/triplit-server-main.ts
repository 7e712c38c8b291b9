// Triplit's server over LMDB, with `n` tasks. Arguments: n, port. Asked for titles, it counts them.
import { type PlainTask, plainTask } from '../../src/bench-task.ts'
import {
  PROJECT,
  SECRET,
  schemaOf,
  type TriplitClientModule,
  type TriplitServerModule,
  token,
} from './triplit-types.ts'

const CHUNK = 2000

process.env.LOCAL_DATABASE_URL = process.cwd()
const load = <T>(name: string): Promise<T> => import(name)
const server = await load<TriplitServerModule>('@triplit/server')
const schema = schemaOf(await load<TriplitClientModule>('@triplit/client'))

const [n = 0, port = 0] = process.argv.slice(2).map(Number)
const listen = await server.createServer({
  storage: await server.createTriplitStorageProvider('lmdb'),
  jwtSecret: SECRET,
  projectId: PROJECT,
  dbOptions: { schema: { collections: schema, version: 0 } },
  maxPayloadMb: 100,
})
await new Promise<void>((resolve) => listen(port, resolve))

const post = async (path: string, body: unknown): Promise<unknown> => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

for (let from = 0; from < n; from += CHUNK) {
  const size = Math.min(CHUNK, n - from)
  const tasks = Array.from({ length: size }, (_, i) => plainTask(from + i))
  await post('/bulk-insert?noReturn=true', { tasks })
}

process.on('message', async ({ tasks, title }: { tasks: number[]; title: string }) => {
  const all = (await post('/fetch', { query: { collectionName: 'tasks' } })) as PlainTask[]
  const titles = new Map(all.map((task) => [task.id, task.title]))
  const kept = tasks.filter((task) => titles.get(plainTask(task).id) === `${title} ${task}`)
  process.send?.({ kept: kept.length })
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
