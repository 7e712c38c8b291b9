import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@holdfast/db'
import type { DomainEvent } from '@holdfast/domain'
import { openRabbitBus } from '@holdfast/infra/events/rabbitmq'
import { type MeilisearchStandIn, startMeilisearchStandIn } from '@holdfast/infra/search/testing'
import { postmasterOf, type ServerProcess, startProcess } from '@holdfast/server/testing'
import {
  askRedis,
  freePort,
  type MailServer,
  type Rabbit,
  type Redis,
  sharedSmtp,
  startRabbit,
  startRedis,
} from '@holdfast/tooling/services'
import { TcpProxy } from '../system/tcp-proxy.ts'

/** A server that people reach by a name shows its metrics to nobody without it. */
const METRICS_TOKEN = 'a-token-of-the-test'

/** A PostgreSQL of its own, to be killed. */
export class OwnPostgres implements AsyncDisposable {
  readonly #folder: string
  #running: EmbeddedPostgres
  readonly url: string

  private constructor(folder: string, running: EmbeddedPostgres) {
    this.#folder = folder
    this.#running = running
    this.url = running.url
  }

  static async start(): Promise<OwnPostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-broken-'))
    return new OwnPostgres(folder, await OwnPostgres.#launch(folder))
  }

  static #launch(folder: string): Promise<EmbeddedPostgres> {
    return startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
  }

  /** Ends it at once, and keeps it from being brought back. */
  async kill(): Promise<void> {
    process.kill(await postmasterOf(this.#folder), 'SIGKILL')
    await this.#running.stop()
  }

  /** Brings it back on the same data, at the same address. */
  async restart(): Promise<void> {
    this.#running = await OwnPostgres.#launch(this.#folder)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** A server that comes back at the address that it had. */
export class OwnServer implements AsyncDisposable {
  readonly url: string
  readonly #data: string
  readonly #env: Record<string, string>
  #process: ServerProcess

  private constructor(data: string, env: Record<string, string>, port: number) {
    this.#data = data
    this.#env = { ...env, PORT: String(port) }
    this.url = `http://127.0.0.1:${port}`
    this.#process = startProcess(data, this.#env)
  }

  static async start(data: string, env: Record<string, string>, port: number): Promise<OwnServer> {
    const server = new OwnServer(data, env, port)
    await server.#process.ready()
    return server
  }

  /** @returns the exit code, null for one that was killed */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    return this.#process.end(signal)
  }

  async restart(): Promise<void> {
    this.#process = startProcess(this.#data, this.#env)
    await this.#process.ready()
  }

  /** What it said since it was started last. */
  output(): string {
    return this.#process.output()
  }

  /** What it counts, by name and labels as Prometheus writes them; empty where it does not answer. */
  async metrics(): Promise<Map<string, number>> {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
    const answer = await fetch(`${this.url}/metrics`, { headers }).catch(() => undefined)
    const lines = answer?.ok ? (await answer.text()).split('\n') : []
    return new Map(
      lines.flatMap((line): [string, number][] => {
        const found = /^(\w+(?:\{.*\})?) (\S+)$/.exec(line)
        return found?.[1] ? [[found[1], Number(found[2])]] : []
      }),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGTERM')
  }
}

/** Two servers on one of each networked part, all of which can be broken. */
export interface BreakableParts extends AsyncDisposable {
  postgres: OwnPostgres
  redis: Redis
  rabbit: Rabbit
  /** Between the servers and RabbitMQ. */
  toRabbit: TcpProxy
  flushRedis(): Promise<unknown>
  /** Has events that may have been handled come once more. */
  repeat(events: readonly DomainEvent[]): Promise<void>
  search: MeilisearchStandIn
  smtp: MailServer
  servers: readonly [OwnServer, OwnServer]
  /** What the servers run with, for the operator's command. */
  data: string
  env: Record<string, string>
}

const proxied = async (url: string): Promise<{ proxy: TcpProxy; url: string }> => {
  const changed = new URL(url)
  const proxy = await TcpProxy.open(Number(changed.port))
  changed.port = new URL(proxy.url).port
  return { proxy, url: changed.href }
}

export const startBreakable = async (): Promise<BreakableParts> => {
  await using starting = new AsyncDisposableStack()
  const [postgres, redis, rabbit, search] = await Promise.all([
    OwnPostgres.start().then((one) => starting.use(one)),
    startRedis().then((one) => starting.use(one)),
    startRabbit().then((one) => starting.use(one)),
    startMeilisearchStandIn().then((one) => starting.use(one)),
  ])
  const { proxy: toRabbit, url: amqpUrl } = await proxied(rabbit.url)
  starting.use(toRabbit)
  const data = await mkdtemp(join(tmpdir(), 'holdfast-networked-'))
  starting.defer(() => rm(data, { recursive: true, force: true }))
  const smtp = sharedSmtp()
  const env = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    AMQP_URL: amqpUrl,
    MEILI_URL: search.url,
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Holdfast <no-reply@example.org>',
    HOLDFAST_URL: 'https://tasks.example.org',
    METRICS_TOKEN,
  }
  const one = starting.use(await OwnServer.start(data, env, await freePort()))
  const two = starting.use(await OwnServer.start(data, env, await freePort()))
  const started = starting.move()
  return {
    postgres,
    redis,
    rabbit,
    toRabbit,
    flushRedis: () => askRedis(Number(new URL(redis.url).port), 'FLUSHALL'),
    async repeat(events) {
      await using bus = await openRabbitBus({ url: rabbit.url, queues: [] })
      await bus.publish(events)
    },
    search,
    smtp,
    servers: [one, two],
    data,
    env,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}
