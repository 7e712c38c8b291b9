import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireService } from './find-services.ts'
import { freePort } from './free-port.ts'
import { Guarded } from './guarded.ts'

export interface Redis extends AsyncDisposable {
  /** Without a database's number. */
  url: string
  version: string
  /** Where its data lies. */
  folder: string
  /** The program; to kill, pause and restart. */
  process: Guarded
}

/** So many that each test file of a run can have one of its own. */
const DATABASES = 10_000

/**
 * A private Redis on a free loopback port, which writes down every change as one that is set up with
 * care does: a restart finds the data again.
 */
export async function startRedis(): Promise<Redis> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-redis-'))
  const port = await freePort()
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'yes',
    daemonize: 'no',
    databases: String(DATABASES),
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const guarded = await Guarded.start({
    command: [requireService('redis'), ...args],
    folder,
    ready: async () => {
      const answer = await askRedis(port, 'PING')
      if (answer !== '+PONG') throw new Error(answer)
    },
  })
  const information = await askRedis(port, 'INFO server')
  return {
    url: `redis://127.0.0.1:${port}`,
    folder,
    version: /redis_version:(\S+)/.exec(information)?.[1] ?? 'unknown',
    process: guarded,
    [Symbol.asyncDispose]: () => guarded[Symbol.asyncDispose](),
  }
}

/** A database of this Redis that nobody has had before. @param url of `startRedis` */
export async function newDatabase(url: string): Promise<string> {
  const answer = await askRedis(Number(new URL(url).port), 'INCR databases-given')
  const number = Number(answer.slice(1))
  if (!(number < DATABASES)) throw new Error(`Redis has no more databases: ${answer}`)
  return `${url}/${number}`
}

/** What a Redis on this machine answers to one command, as it answers. */
export async function askRedis(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    socket.write(`${command}\r\n`)
    // Each of these answers is short enough to come in one piece.
    const [answer] = await once(socket, 'data')
    return String(answer).trim()
  } finally {
    socket.destroy()
  }
}
