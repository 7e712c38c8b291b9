import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '@holdfast/db'
import { testDatabase } from '@holdfast/db/testing'
import { startMeilisearchStandIn } from '@holdfast/infra/search/testing'
import { startProcess } from '@holdfast/server/testing'
import { type MailServer, sharedRabbit, sharedRedis, sharedSmtp } from '@holdfast/tooling/services'

/** Server processes side by side on one of each networked part. */
export interface NetworkedServers extends AsyncDisposable {
  urls: readonly [string, string]
  smtp: MailServer
  /** What the servers write to. */
  record: Database
}

/** Where people are told to go: the proxy before the servers, which no test needs. */
export const PUBLIC_URL = 'https://tasks.example.org'

/**
 * Starts two servers on a database, a virtual host, a cache and a search server that nobody else has.
 * The search server is a stand-in: the real one is not among the services that are installed.
 */
export const startNetworked = async (): Promise<NetworkedServers> => {
  await using starting = new AsyncDisposableStack()
  const database = starting.use(await testDatabase())
  const data = await mkdtemp(join(tmpdir(), 'holdfast-networked-'))
  starting.defer(() => rm(data, { recursive: true, force: true }))
  const smtp = sharedSmtp()
  const search = starting.use(await startMeilisearchStandIn())
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: (await sharedRedis()).url,
    AMQP_URL: (await sharedRabbit()).url,
    MEILI_URL: search.url,
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Holdfast <no-reply@example.org>',
    HOLDFAST_URL: PUBLIC_URL,
  }
  const start = async (): Promise<string> => {
    const server = startProcess(data, env)
    starting.defer(async () => void (await server.end('SIGTERM')))
    return server.ready()
  }
  const urls = await Promise.all([start(), start()] as const)
  const started = starting.move()
  const record = database.database
  return { urls, smtp, record, [Symbol.asyncDispose]: () => started.disposeAsync() }
}
