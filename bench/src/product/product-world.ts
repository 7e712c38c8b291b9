import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHoldfastClient, sessionIn, TokenGrant } from '@holdfast/client'
import { joinOrStartEmbeddedPostgres } from '@holdfast/db'
import { type ProjectId, projectBucket, type UserId } from '@holdfast/domain'
import { postmasterOf, startProcess, until } from '@holdfast/server/testing'
import { Client } from 'pg'
import { openCountingProxy } from '../measure/counting-proxy.ts'
import { processTree } from '../measure/process-tree.ts'
import type { Side } from '../side.ts'
import { countWrites } from './count-writes.ts'
import { type SeedOptions, seedProduct } from './seed-product.ts'

/** What a device of the product needs to begin. */
export interface ProductOptions {
  grant: TokenGrant
  projectId: ProjectId
}

export interface WorldOptions {
  /** What it serves to browsers, if anything. */
  webFolder?: string | undefined
  text?: SeedOptions['text']
}

/** A server process of the product, with `n` tasks in one project that two people share. */
export interface ProductWorld extends Side {
  /** Of its own PostgreSQL. */
  databaseUrl: string
  projectId: ProjectId
  /** A new session of the owner or of the other member. */
  signIn(who: 'owner' | 'member'): Promise<TokenGrant>
}

const PASSWORD = 'a long enough passphrase'
const emailOf = { owner: 'owner@example.org', member: 'member@example.org' }

/**
 * A server on a data folder of its own, filled and started anew: it has built what it keeps ready.
 */
export const openProductWorld = async (
  n: number,
  { webFolder, text = 'plain' }: WorldOptions = {},
): Promise<ProductWorld> => {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const projectId = await fill(folder, { n, text })
  const server = startProcess(folder, environment(webFolder))
  stack.defer(async () => {
    await server.end('SIGTERM')
  })
  const port = Number(new URL(await server.ready()).port)
  const postmaster = await postmasterOf(folder)
  const { url: databaseUrl } = await databaseOf(folder)
  if (n >= LEAST_SNAPSHOT) await snapshotBuilt(databaseUrl, projectId)
  const proxy = stack.use(await openCountingProxy(port))
  const signIn: ProductWorld['signIn'] = async (who) =>
    TokenGrant.parse(
      await authOf(port).login.mutate({ email: emailOf[who], password: PASSWORD, client: 'tool' }),
    )
  const opened = stack.move()
  return {
    name: 'holdfast',
    n,
    port,
    proxy,
    projectId,
    databaseUrl,
    pids: () => processTree(server.pid, [postmaster]),
    databasePids: () => processTree(postmaster),
    signIn,
    adapter: new URL('./device-client.ts', import.meta.url),
    admit: async (who): Promise<ProductOptions> => ({ grant: await signIn(who), projectId }),
    count: (tasks, title) => countWrites(databaseUrl, tasks, title),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** Of such a size on, a bucket is kept ready to be fetched. */
const LEAST_SNAPSHOT = 2000
const BUILT_WITHIN_MS = 120_000

/** The server ends with the process that started it, as it does under a package script. */
const ordinary = { LOG_LEVEL: 'warn', RATE_LIMITS: '1000000', npm_lifecycle_event: 'bench' }

const environment = (webFolder: string | undefined): Record<string, string> => ({
  ...ordinary,
  ...(webFolder && { HOLDFAST_WEB: webFolder }),
  ...(process.env.BENCH_SERVER_OPTIONS && { NODE_OPTIONS: process.env.BENCH_SERVER_OPTIONS }),
})

const authOf = (port: number) => createHoldfastClient({ url: `http://127.0.0.1:${port}` }).auth

/** Of a server that runs. */
const databaseOf = (folder: string) =>
  joinOrStartEmbeddedPostgres({ dataDir: join(folder, 'postgres') })

/** Two people and their project with `n` tasks. */
const fill = async (folder: string, tasks: Pick<SeedOptions, 'n' | 'text'>): Promise<ProjectId> => {
  const server = startProcess(folder, ordinary)
  try {
    const auth = authOf(Number(new URL(await server.ready()).port))
    const register = async (who: 'owner' | 'member'): Promise<UserId> => {
      const asked = { email: emailOf[who], password: PASSWORD, firstName: who }
      return sessionIn(await auth.register.mutate({ ...asked, client: 'tool' })).user.id
    }
    const people = { owner: await register('owner'), member: await register('member') }
    return await seedProduct((await databaseOf(folder)).url, { ...tasks, ...people })
  } finally {
    await server.end('SIGTERM')
  }
}

const snapshotBuilt = async (url: string, projectId: ProjectId): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const isBuilt = async () => {
      const asked = 'SELECT FROM sync.snapshots WHERE bucket = $1'
      return (await client.query(asked, [projectBucket(projectId)])).rowCount === 1
    }
    await until('the snapshot to be built', isBuilt, BUILT_WITHIN_MS)
  } finally {
    await client.end()
  }
}
