import { fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Client } from 'pg'
import { WebSocket } from 'ws'
import { type PlainTask, plainColumns, plainTask } from '../bench-task.ts'
import { now } from '../measure/clock.ts'

export interface LimitOptions {
  n: number
  databaseUrl: string
  /** Empty, on the disk that the stores of the devices lie on. */
  folder: string
}

/** What the machine can do with `n` tasks and nothing else to do. Samples in milliseconds. */
type Limit = (options: LimitOptions) => Promise<number[]> | number[]

const ECHO = fileURLToPath(new URL('./echo-main.ts', import.meta.url))

/** Of what is done once for a single task. */
const SMALL = 200

const tasksOf = (n: number): PlainTask[] => Array.from({ length: n }, (_, i) => plainTask(i))

const timed = (work: () => unknown): number => {
  const from = now()
  work()
  return now() - from
}

const timedAsync = async (work: () => Promise<unknown>): Promise<number> => {
  const from = now()
  await work()
  return now() - from
}

const repeated = async (times: number, work: (i: number) => Promise<unknown>) => {
  const samples: number[] = []
  for (let i = 0; i < times; i++) samples.push(await timedAsync(() => work(i)))
  return samples
}

const withClient = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const openTable = (folder: string): DatabaseSync => {
  const database = new DatabaseSync(join(folder, 'limit.sqlite'))
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  const columns = plainColumns.filter((column) => column !== 'id').join(', ')
  database.exec(`CREATE TABLE tasks (id TEXT PRIMARY KEY, ${columns}) WITHOUT ROWID`)
  return database
}

const insertAll = (database: DatabaseSync, tasks: readonly PlainTask[]): void => {
  const places = plainColumns.map(() => '?').join(', ')
  const insert = database.prepare(`INSERT INTO tasks VALUES (${places})`)
  database.exec('BEGIN')
  for (const task of tasks) insert.run(...plainColumns.map((column) => task[column]))
  database.exec('COMMIT')
}

export const limits = {
  /** To text and back: the processor alone. */
  json: ({ n }) => {
    const tasks = tasksOf(n)
    return [timed(() => JSON.parse(JSON.stringify(tasks)))]
  },
  gzip: ({ n }) => {
    const text = JSON.stringify(tasksOf(n))
    return [timed(() => gzipSync(text, { level: 6 }))]
  },
  gunzip: ({ n }) => {
    const bytes = gzipSync(JSON.stringify(tasksOf(n)), { level: 6 })
    return [timed(() => gunzipSync(bytes))]
  },
  'sqlite-insert': ({ n, folder }) => {
    using database = openTable(folder)
    const tasks = tasksOf(n)
    return [timed(() => insertAll(database, tasks))]
  },
  'sqlite-commit': ({ n, folder }) => {
    using database = openTable(folder)
    insertAll(database, tasksOf(n))
    const update = database.prepare('UPDATE tasks SET title = ? WHERE id = ?')
    return Array.from({ length: SMALL }, (_, i) =>
      timed(() => update.run(`title ${i}`, plainTask((i * 7) % n).id)),
    )
  },
  fsync: ({ folder }) => {
    const file = openSync(join(folder, 'limit'), 'w')
    const samples = Array.from({ length: SMALL }, () =>
      timed(() => {
        writeSync(file, 'x'.repeat(340))
        fsyncSync(file)
      }),
    )
    closeSync(file)
    return samples
  },
  'postgres-select': ({ databaseUrl }) =>
    withClient(databaseUrl, (client) =>
      repeated(1, () => client.query('SELECT * FROM floor.tasks')),
    ),
  'postgres-commit': ({ n, databaseUrl }) =>
    withClient(databaseUrl, (client) =>
      repeated(SMALL, (i) =>
        client.query({
          name: 'limit-commit',
          text: 'UPDATE floor.tasks SET title = $1 WHERE id = $2',
          values: [`title ${i}`, plainTask((i * 7) % n).id],
        }),
      ),
    ),
  'websocket-round-trip': async () => {
    const echo = fork(ECHO)
    const [port] = (await once(echo, 'message')) as [number]
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
    await once(socket, 'open')
    const text = JSON.stringify(plainTask(1))
    const samples = await repeated(SMALL, () => {
      socket.send(text)
      return once(socket, 'message')
    })
    socket.terminate()
    echo.disconnect()
    return samples
  },
} satisfies Record<string, Limit>
