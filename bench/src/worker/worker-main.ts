// One client in a process of its own. The first argument names the module whose `openClient` makes it.
import { now } from '../measure/clock.ts'
import { memoryMiB } from '../measure/process-tree.ts'
import type { Adapter, BenchClient, OpenOptions, Write } from './adapter.ts'
import type { Operations, Question, Report } from './protocol.ts'

const [adapterUrl = ''] = process.argv.slice(2)
const { openClient }: { openClient: Adapter } = await import(adapterUrl)

let client: BenchClient | undefined
let queued: Write[] = []

const opened = (): BenchClient => {
  if (!client) throw new Error('the client is not open')
  return client
}

const report = (message: Report): void => {
  process.send?.(message)
}

const collectGarbage = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const operations: {
  [K in keyof Operations]: (asked: Operations[K]['asked']) => Promise<Operations[K]['answer']>
} = {
  async open(options: OpenOptions) {
    const from = now()
    client = await openClient(options)
    const { firstPageAt, allAt, rows } = await client.opened
    return { firstPageMs: firstPageAt - from, ms: allAt - from, rows }
  },
  async watch({ task }) {
    opened().watch(task, (title) => report({ seen: title, at: now() }))
    return null
  },
  async write({ task, title }) {
    const from = now()
    const { local, acked } = opened().write(task, title)
    await local
    const localMs = now() - from
    await acked
    return { from, localMs, ackedMs: now() - from }
  },
  async writeLocally({ task, title }) {
    const from = now()
    await opened().write(task, title).local
    return { localMs: now() - from }
  },
  async queue({ tasks, title }) {
    const from = now()
    queued = []
    for (const task of tasks) {
      const write = opened().write(task, `${title} ${task}`)
      await write.local
      queued.push(write)
    }
    return { ms: now() - from }
  },
  async drain({ wake }) {
    if (wake) opened().wake()
    await Promise.all(queued.map(({ acked }) => acked))
    return { at: now() }
  },
  async waiting() {
    return { waiting: opened().waiting() }
  },
  async memory() {
    await collectGarbage()
    return { mib: memoryMiB([process.pid]) }
  },
  async close() {
    await client?.close()
    return null
  },
}

process.on('message', async ({ id, name, asked }: Question) => {
  try {
    // The question carries what its name asks for.
    const run = operations[name] as (asked: unknown) => Promise<unknown>
    report({ id, answer: await run(asked) })
  } catch (error) {
    report({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
process.on('disconnect', () => process.exit(0))
// An orderly end, which a profiler waits for.
process.on('SIGTERM', () => process.exit(0))
report({ ready: true })
