// Zero's server with `n` tasks: zero-cache, and what it asks for queries and mutations. Arguments: n,
// port, URL of an embedded PostgreSQL. Asked for titles, it counts them.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client, Pool } from 'pg'
import { countPlain, fillPlain } from '../../src/floor/fill-plain.ts'
import { describe, type ZeroModule } from './zero-schema.ts'

interface ServerModule {
  handleMutateRequest(request: unknown): Promise<unknown>
  handleQueryRequest(request: unknown): Promise<unknown>
}

interface PgModule {
  zeroNodePg(schema: unknown, pool: Pool): unknown
}

const CLI = fileURLToPath(
  new URL('node_modules/@rocicorp/zero/out/zero/src/cli.js', import.meta.url),
)
const READY_WITHIN_MS = 120_000

const load = <T>(name: string): Promise<T> => import(name)

/** zero-cache speaks TCP only; the embedded PostgreSQL listens to a socket in a folder. */
const bridge = async (folder: string): Promise<number> => {
  const server = createServer((near) => {
    const far = connect(join(folder, '.s.PGSQL.5432'))
    near.pipe(far)
    far.pipe(near)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
  })
  return listen(server)
}

const listen = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Replication slots and publications of everything need the cluster's superuser. */
const superuserUrl = async (url: string): Promise<string> => {
  const folder = new URL(url).searchParams.get('host') ?? ''
  const password = (await readFile(join(folder, '..', 'password'), 'utf8')).trim()
  return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${await bridge(folder)}`
}

const serveApi = async (url: string): Promise<number> => {
  const zero = await load<ZeroModule>('@rocicorp/zero')
  const { handleMutateRequest, handleQueryRequest } =
    await load<ServerModule>('@rocicorp/zero/server')
  const { zeroNodePg } = await load<PgModule>('@rocicorp/zero/server/adapters/pg')
  const { schema, queries, mutators } = describe(zero)
  const dbProvider = zeroNodePg(schema, new Pool({ connectionString: url, max: 10 }))
  type Run = (work: (tx: unknown, name: string, args: unknown) => unknown) => unknown
  const answer = (path: string, query: unknown, body: unknown) =>
    path === '/query'
      ? handleQueryRequest({
          handler: (name: string, args: unknown) =>
            zero.mustGetQuery(queries, name).fn({ args, ctx: {} }),
          schema,
          userID: null,
          query,
          body,
        })
      : handleMutateRequest({
          dbProvider,
          handler: (run: Run) =>
            run((tx, name, args) => zero.mustGetMutator(mutators, name).fn({ tx, args, ctx: {} })),
          userID: null,
          query,
          body,
        })
  const server = createHttpServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    let body = ''
    for await (const chunk of request) body += chunk
    response.setHeader('content-type', 'application/json')
    const said = await answer(
      pathname,
      Object.fromEntries(searchParams),
      JSON.parse(body || 'null'),
    )
    response.end(JSON.stringify(said))
  })
  return listen(server)
}

const startCache = async (url: string, api: number, port: number): Promise<ChildProcess> => {
  const cache = spawn(process.execPath, [CLI], {
    stdio: 'ignore',
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DO_NOT_TRACK: '1',
      ZERO_ENABLE_TELEMETRY: 'false',
      ZERO_UPSTREAM_DB: url,
      ZERO_REPLICA_FILE: join(process.cwd(), 'zero.db'),
      ZERO_PORT: String(port),
      ZERO_NUM_SYNC_WORKERS: '1',
      ZERO_LOG_LEVEL: 'error',
      ZERO_ADMIN_PASSWORD: 'bench',
      ZERO_QUERY_URL: `http://127.0.0.1:${api}/query`,
      ZERO_MUTATE_URL: `http://127.0.0.1:${api}/mutate`,
    },
  })
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; await delay(200)) {
    if (cache.exitCode !== null) throw new Error(`zero-cache ended (${cache.exitCode})`)
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isUp) return cache
  }
  throw new Error('zero-cache did not come up')
}

const [n, port, databaseUrl = ''] = process.argv.slice(2)
const root = await superuserUrl(databaseUrl)
const admin = new Client({ connectionString: `${root}/postgres` })
await admin.connect()
await admin.query('CREATE DATABASE zero').finally(() => admin.end())
const url = `${root}/zero`
await fillPlain(url, 'tasks', Number(n))
const cache = await startCache(url, await serveApi(url), Number(port))

const end = (): void => {
  cache.kill('SIGTERM')
  process.exit(0)
}
process.on('message', async (asked: { tasks: number[]; title: string }) => {
  process.send?.({ kept: await countPlain(url, 'tasks', asked) })
})
process.on('SIGTERM', end)
process.on('disconnect', end)
process.send?.('ready')
