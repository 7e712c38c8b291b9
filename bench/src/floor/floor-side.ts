import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { plainColumns, plainTask } from '../bench-task.ts'
import { openCountingProxy } from '../measure/counting-proxy.ts'
import { processTree } from '../measure/process-tree.ts'
import type { Side } from '../side.ts'

const MAIN = fileURLToPath(new URL('./floor-main.ts', import.meta.url))

const schema = `
  CREATE SCHEMA floor;
  CREATE TABLE floor.tasks (
    id text PRIMARY KEY, project_id text NOT NULL, title text NOT NULL, notes text NOT NULL,
    status text NOT NULL, priority int4 NOT NULL, position float8 NOT NULL, due_at float8 NOT NULL,
    created_at float8 NOT NULL, updated_at float8 NOT NULL
  )`

const seed = async (url: string, n: number): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(schema)
    const lines = Array.from({ length: n }, (_, i) => {
      const task = plainTask(i)
      return `${plainColumns.map((column) => task[column]).join('\t')}\n`
    })
    const into = `COPY floor.tasks (${plainColumns.join(', ')}) FROM STDIN`
    await pipeline(Readable.from(lines), client.query(copyFrom(into)))
    await client.query('VACUUM (ANALYZE) floor.tasks')
  } finally {
    await client.end()
  }
}

/** Nothing tells how often the floor wrote a title: what is kept counts as written once. */
const countKept: (...args: [string, readonly number[], string]) => ReturnType<Side['count']> =
  async (url, tasks, title) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      const { rows } = await client.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM floor.tasks t
       JOIN unnest($1::text[], $2::text[]) AS x (id, title) ON x.id = t.id AND x.title = t.title`,
        [tasks.map((task) => plainTask(task).id), tasks.map((task) => `${title} ${task}`)],
      )
      const kept = rows[0]?.n ?? 0
      return { kept, written: kept }
    } finally {
      await client.end()
    }
  }

/**
 * The floor, in the product's own PostgreSQL: same settings, same disk.
 * @param product whose database it shares, in a schema of its own
 */
export const openFloor = async (
  product: Pick<Side, 'n' | 'databasePids'> & { databaseUrl: string },
): Promise<Side> => {
  await using stack = new AsyncDisposableStack()
  await seed(product.databaseUrl, product.n)
  const child = fork(MAIN, [product.databaseUrl])
  stack.defer(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const proxy = stack.use(await openCountingProxy(port))
  const opened = stack.move()
  return {
    name: 'floor',
    n: product.n,
    port,
    proxy,
    pids: () => processTree(child.pid ?? 0),
    databasePids: product.databasePids,
    adapter: new URL('./floor-client.ts', import.meta.url),
    admit: async () => null,
    count: (tasks, title) => countKept(product.databaseUrl, tasks, title),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
