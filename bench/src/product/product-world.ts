import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHoldfastClient, TokenGrant } from '@holdfast/client'
import { joinOrStartEmbeddedPostgres } from '@holdfast/db'
import type { ProjectId, UserId } from '@holdfast/domain'
import { postmasterOf, startProcess } from '@holdfast/server/testing'
import { openCountingProxy } from '../measure/counting-proxy.ts'
import { processTree } from '../measure/process-tree.ts'
import type { Side } from '../side.ts'
import { countWrites } from './count-writes.ts'
import { seedProduct } from './seed-product.ts'

/** What a device of the product needs to begin. */
export interface ProductOptions {
  grant: TokenGrant
  projectId: ProjectId
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
 * Starts a server on a data folder of its own and fills it.
 * @param webFolder what it serves to browsers, if anything
 */
export const openProductWorld = async (n: number, webFolder?: string): Promise<ProductWorld> => {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const server = startProcess(folder, {
    LOG_LEVEL: 'warn',
    ...(webFolder && { HOLDFAST_WEB: webFolder }),
    ...(process.env.BENCH_SERVER_OPTIONS && { NODE_OPTIONS: process.env.BENCH_SERVER_OPTIONS }),
  })
  stack.defer(async () => {
    await server.end('SIGTERM')
  })
  const port = Number(new URL(await server.ready()).port)
  const postmaster = await postmasterOf(folder)
  const postgres = await joinOrStartEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
  const { auth } = createHoldfastClient({ url: `http://127.0.0.1:${port}` })
  const register = async (who: 'owner' | 'member'): Promise<UserId> => {
    const asked = { email: emailOf[who], password: PASSWORD, firstName: who }
    return (await auth.register.mutate({ ...asked, client: 'tool' })).user.id
  }
  const owner = await register('owner')
  const member = await register('member')
  const projectId = await seedProduct(postgres.url, { n, owner, member })
  const proxy = stack.use(await openCountingProxy(port))

  const signIn: ProductWorld['signIn'] = async (who) =>
    TokenGrant.parse(
      await auth.login.mutate({ email: emailOf[who], password: PASSWORD, client: 'tool' }),
    )
  const opened = stack.move()
  return {
    name: 'holdfast',
    n,
    port,
    proxy,
    projectId,
    databaseUrl: postgres.url,
    pids: () => processTree(server.pid, [postmaster]),
    databasePids: () => processTree(postmaster),
    signIn,
    adapter: new URL('./device-client.ts', import.meta.url),
    admit: async (who): Promise<ProductOptions> => ({ grant: await signIn(who), projectId }),
    count: (tasks, title) => countWrites(postgres.url, tasks, title),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
