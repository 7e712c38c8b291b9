import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireService } from './find-services.ts'
import { freePort } from './free-port.ts'
import { Guarded, portAnswers } from './guarded.ts'

export interface Rabbit extends AsyncDisposable {
  /** Of the virtual host `/`. */
  url: string
  /** Of its HTTP interface, with name and password: it lists queues and closes connections. */
  managementUrl: string
  version: string
  /** The program; to kill, pause and restart. */
  process: Guarded
}

/** A private RabbitMQ on free loopback ports, with a port mapper of its own. It needs some seconds. */
export async function startRabbit(): Promise<Rabbit> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-rabbitmq-'))
  const mapperPort = await freePort()
  const mapper = await startPortMapper(mapperPort)
  const [port, managementPort] = [await freePort(), await freePort()]
  const managementUrl = `http://guest:guest@127.0.0.1:${managementPort}`
  try {
    const guarded = await Guarded.start({
      command: [requireService('rabbit')],
      env: {
        ...(await configure(folder, port, managementPort)),
        ERL_EPMD_PORT: String(mapperPort),
        RABBITMQ_DIST_PORT: String(await freePort()),
      },
      folder,
      ready: () => askRabbit(managementUrl, `health/checks/port-listener/${port}`),
    })
    const { rabbitmq_version } = await askRabbit(managementUrl, 'overview')
    return {
      url: `amqp://guest:guest@127.0.0.1:${port}`,
      managementUrl,
      version: String(rabbitmq_version),
      process: guarded,
      async [Symbol.asyncDispose]() {
        await guarded[Symbol.asyncDispose]()
        await mapper[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await mapper[Symbol.asyncDispose]()
    throw error
  }
}

/** A virtual host of this RabbitMQ that nobody has had before: queues of its own. */
export async function newVirtualHost({
  url,
  managementUrl,
}: Pick<Rabbit, 'url' | 'managementUrl'>): Promise<string> {
  const name = crypto.randomUUID()
  await askRabbit(managementUrl, `vhosts/${name}`, 'PUT')
  return `${url}/${name}`
}

/** RabbitMQ would start one too, but as a daemon that outlives it. */
async function startPortMapper(port: number): Promise<Guarded> {
  const epmd = requireService('epmd')
  return Guarded.start({
    command: [epmd, '-port', String(port), '-address', '127.0.0.1'],
    folder: await mkdtemp(join(tmpdir(), 'holdfast-epmd-')),
    ready: () => portAnswers(port),
  })
}

async function configure(folder: string, port: number, managementPort: number) {
  const file = join(folder, 'rabbitmq.conf')
  const plugins = join(folder, 'enabled_plugins')
  const settings = [
    `listeners.tcp.1 = 127.0.0.1:${port}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${managementPort}`,
    'vm_memory_high_watermark.absolute = 512MiB',
    'disk_free_limit.absolute = 50MB',
  ]
  await writeFile(file, `${settings.join('\n')}\n`)
  await writeFile(plugins, '[rabbitmq_management].\n')
  return {
    HOME: folder,
    RABBITMQ_NODENAME: 'holdfast@localhost',
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONFIG_FILE: file,
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
    // One process in place of a shell around it: signals then reach the server itself.
    RABBITMQ_ALLOW_INPUT: 'true',
    // Few threads that do not spin: it shares the machine with the tests.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      '-noinput +S 1:1 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}',
    ERL_EPMD_ADDRESS: '127.0.0.1',
  }
}

async function askRabbit(url: string, path: string, method = 'GET') {
  const { username, password, origin } = new URL(url)
  const credentials = Buffer.from(`${username}:${password}`).toString('base64')
  const answer = await fetch(`${origin}/api/${path}`, {
    method,
    headers: { authorization: `Basic ${credentials}` },
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`RabbitMQ answers ${answer.status} to ${path}: ${text}`)
  return text === '' ? {} : JSON.parse(text)
}
