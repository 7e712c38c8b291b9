import { plainTask } from '../../src/bench-task.ts'
import { now } from '../../src/measure/clock.ts'
import type { Adapter } from '../../src/worker/adapter.ts'
import { schemaOf, type TriplitClientModule, token } from './triplit-types.ts'

const load = <T>(name: string): Promise<T> => import(name)
const triplit = await load<TriplitClientModule>('@triplit/client')

/** Triplit over its memory storage. It wakes by itself. */
export const openClient: Adapter = async ({ port }) => {
  const client = new triplit.TriplitClient({
    serverUrl: `http://127.0.0.1:${port}`,
    token,
    schema: schemaOf(triplit),
    storage: 'memory',
    logLevel: 'error',
    autoConnect: true,
  })
  const tasks = client.query('tasks')
  const fulfilled = new Promise<void>((resolve, reject) => {
    client.subscribeBackground(tasks, { onFulfilled: resolve, onError: reject })
  })
  const opened = fulfilled.then(async () => {
    const { length } = await client.fetch(tasks, { policy: 'local-only' })
    const allAt = now()
    return { firstPageAt: allAt, allAt, rows: length }
  })
  let waiting = 0
  return {
    opened,
    watch(task, seen) {
      let last: string | undefined
      const one = client.query('tasks').Where('id', '=', plainTask(task).id)
      const look = ([found]: { title: string }[]) => {
        if (!found || found.title === last) return
        last = found.title
        seen(last)
      }
      client.subscribe(one, look, () => undefined, { localOnly: true })
    },
    write(task, title) {
      const { id } = plainTask(task)
      waiting++
      const acked = new Promise<void>((resolve) => {
        const stop = client.onEntitySyncSuccess('tasks', id, () => {
          waiting--
          stop()
          resolve()
        })
      })
      const change = { title, updated_at: Date.now() }
      return { local: client.update('tasks', id, change).then(() => undefined), acked }
    },
    wake: () => undefined,
    waiting: () => waiting,
    close: async () => client.disconnect(),
  }
}
