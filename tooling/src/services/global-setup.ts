import type { TestProject } from 'vitest/node'
import { startRabbit } from './rabbitmq.ts'
import { startRedis } from './redis.ts'
import type {} from './shared.ts'
import { startSmtp } from './smtp.ts'

/** Starts each service once for a project's whole run. */
export default async function startServices(project: TestProject): Promise<() => Promise<void>> {
  await using starting = new AsyncDisposableStack()
  const redis = starting.use(await startRedis())
  const smtp = starting.use(await startSmtp())
  const rabbit = starting.use(await startRabbit())
  const { url, version, managementUrl } = rabbit
  project.provide('services', {
    redis: { url: redis.url, version: redis.version },
    rabbit: { url, version, managementUrl },
    smtp: { url: smtp.url, inbox: smtp.inbox, version: smtp.version },
  })
  console.log(`Redis ${redis.version}, RabbitMQ ${version}, smtp-server ${smtp.version}`)
  const running = starting.move()
  return () => running.disposeAsync()
}
