import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { ENGINE_OPTIONS } from '@holdfast/server/testing'
import { Client } from 'pg'
import { openCountingProxy } from '../measure/counting-proxy.ts'
import { processTree } from '../measure/process-tree.ts'
import type { Side } from '../side.ts'
import { countPlain, fillPlain } from './fill-plain.ts'

const TABLE = 'floor.tasks'
const MAIN = fileURLToPath(new URL('./floor-main.ts', import.meta.url))

/** Nothing tells how often the floor wrote a title: what is kept counts as written once. */
const keptAsWritten = (kept: number) => ({ kept, written: kept })

const makeSchema = async (url: string): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('CREATE SCHEMA floor').finally(() => client.end())
}

/**
 * The floor, in the product's own PostgreSQL: same settings, same disk.
 * @param product whose database it shares, in a schema of its own
 */
export const openFloor = async (
  product: Pick<Side, 'n' | 'databasePids'> & { databaseUrl: string },
): Promise<Side> => {
  await using stack = new AsyncDisposableStack()
  const { n, databaseUrl, databasePids } = product
  await makeSchema(databaseUrl)
  await fillPlain(databaseUrl, TABLE, n)
  const child = fork(MAIN, [databaseUrl], { execArgv: ENGINE_OPTIONS })
  stack.defer(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const proxy = stack.use(await openCountingProxy(port))
  const opened = stack.move()
  return {
    name: 'floor',
    n,
    port,
    proxy,
    pids: () => processTree(child.pid ?? 0),
    databasePids,
    adapter: new URL('./floor-client.ts', import.meta.url),
    admit: async () => null,
    count: async (tasks, title) =>
      keptAsWritten(await countPlain(databaseUrl, TABLE, { tasks, title })),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
