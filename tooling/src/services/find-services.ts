import { existsSync } from 'node:fs'
import { findProgram } from '../find-program.ts'

// Debian's wrapper on PATH changes to a user and to folders of its own; this is what it wraps.
const debianRabbit = '/usr/lib/rabbitmq/bin/rabbitmq-server'

export interface ServicePrograms {
  redis: string | undefined
  rabbit: string | undefined
  /** Erlang's port mapper, through which a RabbitMQ finds its own name taken or free. */
  epmd: string | undefined
}

/** The full paths of the programs that the services are, undefined for one that is not here. */
export function findServices(): ServicePrograms {
  return {
    redis: findProgram('redis-server'),
    rabbit: existsSync(debianRabbit) ? debianRabbit : findProgram('rabbitmq-server'),
    epmd: findProgram('epmd'),
  }
}

/** Whether everything that the suites of services need is on this machine. */
export function hasServices(): boolean {
  return Object.values(findServices()).every((program) => program !== undefined)
}

/** The path of one of them. @throws Error where it is missing */
export function requireService(name: keyof ServicePrograms): string {
  const program = findServices()[name]
  if (!program)
    throw new Error(`No ${name} found: \`npm run test:services\` installs it where it may`)
  return program
}
