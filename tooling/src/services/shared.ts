import { inject } from 'vitest'
import { newVirtualHost } from './rabbitmq.ts'
import { newDatabase } from './redis.ts'
import type { MailServer } from './smtp.ts'

interface SharedServices {
  redis: { url: string; version: string }
  rabbit: { url: string; managementUrl: string; version: string }
  smtp: MailServer
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the services of the run are. */
    services: SharedServices
  }
}

/** A database of its own in the run's Redis. A test that kills or flushes Redis starts another. */
export async function sharedRedis(): Promise<{ url: string; version: string }> {
  const { url, version } = inject('services').redis
  return { url: await newDatabase(url), version }
}

/** A virtual host of its own in the run's RabbitMQ: no queue or exchange is shared. */
export async function sharedRabbit(): Promise<{ url: string; version: string }> {
  const { rabbit } = inject('services')
  return { url: await newVirtualHost(rabbit), version: rabbit.version }
}

/** The run's mail server. Tests tell their mails apart by the address. */
export function sharedSmtp(): MailServer {
  return inject('services').smtp
}
