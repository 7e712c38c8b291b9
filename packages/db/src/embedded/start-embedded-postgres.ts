import { once } from 'node:events'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from 'pg'
import { sqlState } from '../sql-state.ts'
import { type Binaries, shippedBinaries } from './binaries.ts'
import {
  type ClusterFolder,
  clearHalfMade,
  clusterFolder,
  ensureCluster,
  readPassword,
} from './cluster-folder.ts'
import { type Identity, identityFor } from './identity.ts'
import {
  type Address,
  asSuperuser,
  chooseAddress,
  LaunchError,
  launch,
  type Postgres,
  WRONG_PASSWORD,
} from './launch.ts'
import { DataFolderInUse, isOwned } from './ownership.ts'
import { findPostmaster, type Postmaster, stopPostmaster } from './postmaster.ts'

export interface EmbeddedOptions {
  /** The cluster's folder; made when absent. */
  dataDir: string
  /** Default: the PostgreSQL that npm shipped. */
  binaries?: Binaries
  /** PostgreSQL settings beyond, or instead of, the durable defaults. */
  settings?: Record<string, string>
  log?: (message: string) => void
}

/** A running cluster with a database `holdfast`, owned by a role of that name with no other rights. */
export interface EmbeddedPostgres extends AsyncDisposable {
  /** Of the database `holdfast`. */
  url: string
  version: string
  /** False when it was joined: then its owner stops it. */
  owned: boolean
  /** Settles when PostgreSQL ended and could not be brought back. Never while it is being stopped. */
  lost: Promise<Error>
  /** Ends PostgreSQL after a checkpoint; connections are cut. */
  stop(): Promise<void>
}

interface Cluster {
  folder: ClusterFolder
  binaries: Binaries
  identity: Identity
  settings: Record<string, string>
  log: (message: string) => void
}

const ROLE = 'holdfast'
const DATABASE = 'holdfast'

/**
 * Starts PostgreSQL on a data folder, made on first use, and keeps it running until stopped: one
 * that dies is started again. A cluster that a killed server left running is taken over.
 * @throws DataFolderInUse when its owner is alive
 */
export const startEmbeddedPostgres = async (
  options: EmbeddedOptions,
): Promise<EmbeddedPostgres> => {
  const cluster = await openCluster(options)
  await takeOver(cluster)
  await ensureCluster(cluster.folder, cluster.binaries, cluster.identity)
  const address = await chooseAddress(cluster.folder)
  let child = await start(cluster, address)
  await clearHalfMade(cluster.folder)

  let stopping = false
  const lost = Promise.withResolvers<Error>()
  const supervise = async (): Promise<void> => {
    for (;;) {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      if (stopping) return
      cluster.log('PostgreSQL ended unexpectedly; starting it again')
      child = await start(cluster, address)
      if (stopping) await stopPostmaster(child.pid, cluster.folder)
    }
  }
  const supervision = supervise().catch((error: unknown) => {
    lost.resolve(error instanceof Error ? error : new Error(String(error)))
  })
  const stop = async (): Promise<void> => {
    stopping = true
    await stopPostmaster(child.pid, cluster.folder)
    await supervision
  }
  const version = await provide(cluster.folder, address).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  cluster.log(`PostgreSQL ${version} is running on ${cluster.folder.root}`)
  const url = await urlOf(cluster.folder, address)
  return { url, version, owned: true, lost: lost.promise, stop, [Symbol.asyncDispose]: stop }
}

/**
 * Joins the cluster that a running server owns, else starts it: for the operator's commands, which
 * work beside a server and without one.
 */
export const joinOrStartEmbeddedPostgres = async (
  options: EmbeddedOptions,
): Promise<EmbeddedPostgres> => {
  const { folder } = await openCluster(options)
  const met = await meet(folder)
  if (!met?.owned) return startEmbeddedPostgres(options)
  const stop = () => Promise.resolve()
  const url = await urlOf(folder, met.running)
  return {
    url,
    version: met.version,
    owned: false,
    lost: Promise.withResolvers<Error>().promise,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** In ms. */
const ANSWER_TIMEOUT = 60_000

const openCluster = async (options: EmbeddedOptions): Promise<Cluster> => {
  const folder = await clusterFolder(options.dataDir)
  const binaries = options.binaries ?? (await shippedBinaries())
  return {
    folder,
    binaries,
    identity: await identityFor(dirname(binaries.postgres), folder.root),
    settings: options.settings ?? {},
    log: options.log ?? (() => undefined),
  }
}

interface Met {
  running: Postmaster
  /** By a process that is alive. */
  owned: boolean
  version: string
}

/** Asks the running postmaster whose it is; one that dies while it is asked is as good as none. */
const meet = async (folder: ClusterFolder): Promise<Met | undefined> => {
  for (const deadline = Date.now() + ANSWER_TIMEOUT; ; await delay(20)) {
    const running = await findPostmaster(folder)
    if (!running) return undefined
    try {
      return await asSuperuser(folder, running, async (client) => ({
        running,
        owned: await isOwned(client),
        version: await versionOf(client),
      }))
    } catch (cause) {
      if (sqlState(cause) === WRONG_PASSWORD || Date.now() > deadline)
        throw new Error(`PostgreSQL (process ${running.pid}) does not answer`, { cause })
    }
  }
}

// A cluster that a dead owner left running is stopped and started anew rather than kept, so that
// it always runs with this program's settings and as this process's child.
const takeOver = async ({ folder, log }: Cluster): Promise<void> => {
  const met = await meet(folder)
  if (!met) return
  if (met.owned) throw new DataFolderInUse(folder.root)
  log(`Taking over the PostgreSQL (process ${met.running.pid}) that a killed server left running`)
  await stopPostmaster(met.running.pid, folder)
}

const start = async (cluster: Cluster, address: Address): Promise<Postgres> => {
  const { folder, binaries, identity, settings } = cluster
  for (const deadline = Date.now() + 30_000; ; ) {
    try {
      return await launch(folder, binaries, identity, address, settings)
    } catch (error) {
      if (!(error instanceof LaunchError)) throw error
      // Another starter was faster, or the processes of a killed postmaster are not gone yet.
      const inTheWay = /lock file ".*" (already exists|is empty)|is still in use/.test(error.log)
      if (!(inTheWay || error.mayTryAgain) || Date.now() > deadline) throw error
    }
    await takeOver(cluster)
    await delay(50)
  }
}

// The program works as a role that may do no more than own its database, make others beside it
// (tests) and read the log by replication.
const provide = (folder: ClusterFolder, address: Address): Promise<string> =>
  asSuperuser(folder, address, async (client) => {
    const password = client.escapeLiteral(await readPassword(folder))
    const role = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [ROLE])
    if (role.rowCount === 0)
      await client.query(`CREATE ROLE ${ROLE} LOGIN CREATEDB REPLICATION PASSWORD ${password}`)
    const database = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE])
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${ROLE}`)
    return versionOf(client)
  })

const versionOf = async (client: Client): Promise<string> => {
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version')
  return rows[0]?.server_version ?? 'of unknown version'
}

const urlOf = async (folder: ClusterFolder, { host, port }: Address): Promise<string> => {
  const password = encodeURIComponent(await readPassword(folder))
  const query = new URLSearchParams({ host, port: String(port) })
  return `postgresql://${ROLE}:${password}@localhost/${DATABASE}?${query}`
}
