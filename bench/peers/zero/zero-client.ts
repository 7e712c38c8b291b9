import { plainTask } from '../../src/bench-task.ts'
import { now } from '../../src/measure/clock.ts'
import type { Adapter } from '../../src/worker/adapter.ts'
import { describe, type ZeroModule } from './zero-schema.ts'

const load = <T>(name: string): Promise<T> => import(name)
const zero = await load<ZeroModule>('@rocicorp/zero')
const { schema, queries, mutators } = describe(zero)
// Called, a query or a mutator gives what Zero runs.
const ask = queries as unknown as { all(): unknown; byId(args: { id: string }): unknown }
const change = mutators as unknown as {
  setTitle(args: { id: string; title: string; at: number }): unknown
}

/** Zero over its memory storage, with every task preloaded. It wakes by itself. */
export const openClient: Adapter = async ({ port }) => {
  const client = new zero.Zero({
    cacheURL: `http://127.0.0.1:${port}`,
    schema,
    mutators,
    kvStore: 'mem',
    storageKey: `bench-${process.pid}`,
    logLevel: 'error',
  })
  let waiting = 0
  const opened = client.preload(ask.all()).complete.then(async () => {
    const { length } = await client.run(ask.all(), { type: 'unknown' })
    const allAt = now()
    return { firstPageAt: allAt, allAt, rows: length }
  })
  return {
    opened,
    watch(task, seen) {
      let last: string | undefined
      client.materialize(ask.byId({ id: plainTask(task).id })).addListener((found) => {
        if (!found || found.title === last) return
        last = found.title
        seen(found.title)
      })
    },
    write(task, title) {
      waiting++
      const asked = { id: plainTask(task).id, title, at: Date.now() }
      const written = client.mutate(change.setTitle(asked))
      const acked = written.server.then((answer) => {
        if (answer?.type === 'error') throw new Error(JSON.stringify(answer))
        waiting--
      })
      return { local: written.client.then(() => undefined), acked }
    },
    wake: () => undefined,
    waiting: () => waiting,
    async close() {
      await client.close()
    },
  }
}
