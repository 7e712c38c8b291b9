import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, stat, truncate } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { sqlState } from '../sql-state.ts'
import type { Binaries } from './binaries.ts'
import { type ClusterFolder, readPassword, SUPERUSER } from './cluster-folder.ts'
import { commandAs, type Identity } from './identity.ts'
import { OWNER_SETTING, ownName } from './ownership.ts'
import { clearLeftovers, findPostmaster } from './postmaster.ts'

/** Where a cluster listens: a socket folder or a loopback address, and the port. */
export interface Address {
  host: string
  port: number
}

/** The process of a postmaster that this process started. */
export type Postgres = ChildProcess & { readonly pid: number }

/** PostgreSQL did not come up; `log` is what it said. */
export class LaunchError extends Error {
  readonly log: string
  /** Somebody killed it on its way up, or another one answered in its place. */
  readonly mayTryAgain: boolean

  constructor(log: string, mayTryAgain: boolean) {
    super(`PostgreSQL did not start:\n${log.trim()}`)
    this.name = 'LaunchError'
    this.log = log
    this.mayTryAgain = mayTryAgain
  }
}

/** In bytes, without the NUL that ends it: `sun_path` of sockaddr_un. */
const LONGEST_SOCKET_PATH = process.platform === 'darwin' ? 103 : 107
/** In ms. Long, because recovery after a crash reads the log since the last checkpoint. */
const START_TIMEOUT = 120_000
export const WRONG_PASSWORD = '28P01'
const LARGEST_LOG = 10 * 1024 * 1024

const always = {
  max_prepared_transactions: '0',
  wal_level: 'logical',
  // An abandoned replication slot must not fill the disk.
  max_slot_wal_keep_size: '1GB',
  // Compiling costs more than the short queries of this program ever gain.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  unix_socket_permissions: '0700',
}

/**
 * Starts PostgreSQL on a cluster and waits until it answers, crash recovery included.
 * @throws LaunchError when it ends instead
 */
export const launch = async (
  folder: ClusterFolder,
  binaries: Binaries,
  identity: Identity,
  address: Address,
  settings: Record<string, string>,
): Promise<Postgres> => {
  await clearLeftovers(folder)
  const onSocket = address.host === folder.sockets
  const all = {
    ...always,
    port: String(address.port),
    listen_addresses: onSocket ? '' : address.host,
    unix_socket_directories: onSocket ? folder.sockets : '',
    ...settings,
    [OWNER_SETTING]: await ownName(),
  }
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const command = commandAs(identity, binaries.postgres, ['-D', folder.data, ...args])

  await using log = await openLog(folder)
  const logged = (await log.stat()).size
  const child = spawn(command.program, command.args, {
    ...command.options,
    cwd: '/',
    // In a session of its own: Ctrl-C in a terminal stops the server, and that stops PostgreSQL.
    detached: true,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['ignore', log.fd, log.fd],
  })
  const over = new AbortController()
  child.once('exit', () => over.abort())
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(START_TIMEOUT)])
  // What answers may be another starter's, while this one was turned away.
  const isUp = await answers(folder, address, signal)
  if (!isUp || (await findPostmaster(folder))?.pid !== child.pid) {
    const mayTryAgain = isUp || child.signalCode !== null
    child.kill('SIGQUIT')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    throw new LaunchError((await readFile(folder.log, 'utf8')).slice(logged), mayTryAgain)
  }
  return child as Postgres
}

/** Does `work` over a connection as the cluster's superuser. */
export const asSuperuser = async <T>(
  folder: ClusterFolder,
  address: Address,
  work: (client: Client) => Promise<T>,
): Promise<T> => {
  const client = new Client({
    ...address,
    user: SUPERUSER,
    password: await readPassword(folder),
    database: 'postgres',
    connectionTimeoutMillis: 5000,
  })
  // The query under way fails too; an error that nobody listens to would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end()
  }
}

const answers = async (
  folder: ClusterFolder,
  address: Address,
  signal: AbortSignal,
): Promise<boolean> => {
  while (!signal.aborted) {
    try {
      return await asSuperuser(folder, address, async () => true)
    } catch (error) {
      if (sqlState(error) === WRONG_PASSWORD) return false
    }
    await delay(20)
  }
  return false
}

/** A socket in the cluster's folder; where its path would be too long, a free loopback port. */
export const chooseAddress = async (folder: ClusterFolder): Promise<Address> => {
  const socket = join(folder.sockets, '.s.PGSQL.5432')
  if (Buffer.byteLength(socket) <= LONGEST_SOCKET_PATH) return { host: folder.sockets, port: 5432 }
  return { host: '127.0.0.1', port: await freePort() }
}

const freePort = async (): Promise<number> => {
  await using server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

const openLog = async (folder: ClusterFolder) => {
  const file = await open(folder.log, 'a', 0o600)
  if ((await stat(folder.log)).size > LARGEST_LOG) await truncate(folder.log)
  return file
}
