import { randomBytes, randomUUID } from 'node:crypto'
import {
  link,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { isErrno } from './errno.ts'
import { giveTo, type Identity } from './identity.ts'
import { runToEnd } from './run-to-end.ts'

/** The files of one embedded cluster. */
export interface ClusterFolder {
  root: string
  /** PostgreSQL's own data directory. */
  data: string
  sockets: string
  log: string
  password: string
}

/** The cluster's files under `root`, which is made when absent. */
export const clusterFolder = async (root: string): Promise<ClusterFolder> => {
  await mkdir(root, { recursive: true })
  // Resolved, because a running postmaster is recognised by its working directory.
  const real = await realpath(root)
  return {
    root: real,
    data: join(real, 'data'),
    sockets: join(real, 'run'),
    log: join(real, 'postgres.log'),
    password: join(real, 'password'),
  }
}

/** The name of the superuser; the password is the cluster's own. */
export const SUPERUSER = 'postgres'

/**
 * Makes the cluster unless it is there. `data` appears at once and whole, so that a half-made one is
 * never taken for it.
 */
export const ensureCluster = async (
  folder: ClusterFolder,
  binaries: Binaries,
  identity: Identity,
): Promise<void> => {
  await ensurePassword(folder, identity)
  await mkdir(folder.sockets, { mode: 0o700, recursive: true })
  await giveTo(identity, folder.sockets)
  if (await exists(join(folder.data, 'PG_VERSION'))) return giveTo(identity, folder.data)

  try {
    await makeCluster(folder, binaries, identity)
  } catch (error) {
    // Another starter was faster, and may have cleared this one's work away.
    if (!(await exists(join(folder.data, 'PG_VERSION')))) throw error
  }
}

const makeCluster = async (
  folder: ClusterFolder,
  binaries: Binaries,
  identity: Identity,
): Promise<void> => {
  const fresh = await mkdtemp(halfMade(folder))
  await giveTo(identity, fresh)
  const version = await runToEnd(identity, binaries.initdb, ['--version'])
  // The server's own C.UTF-8 does not change with the system's libraries. PostgreSQL 17 brought it.
  const locale =
    Number(/\d+/.exec(version)?.[0]) >= 17
      ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
      : ['--locale=C.UTF-8']
  await runToEnd(identity, binaries.initdb, [
    `--pgdata=${fresh}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${folder.password}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    ...locale,
    '--data-checksums',
    '--no-sync',
  ])
  await rename(fresh, folder.data)
}

/**
 * Removes what starters left that did not come to their end. Only the cluster's owner may. One that
 * is still at work writes or removes beside it, until it finds its folder gone.
 */
export const clearHalfMade = async (folder: ClusterFolder): Promise<void> => {
  for (const entry of await readdir(folder.root))
    if (join(folder.root, entry).startsWith(halfMade(folder)))
      await rm(join(folder.root, entry), { recursive: true, force: true, maxRetries: 10 })
}

const halfMade = (folder: ClusterFolder): string => `${folder.data}.new-`

export const readPassword = async (folder: ClusterFolder): Promise<string> =>
  (await readFile(folder.password, 'utf8')).trim()

const ensurePassword = async (folder: ClusterFolder, identity: Identity): Promise<void> => {
  const fresh = `${halfMade(folder)}password-${randomUUID()}`
  await writeFile(fresh, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flush: true })
  try {
    await link(fresh, folder.password)
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error
  }
  await rm(fresh)
  await giveTo(identity, folder.password)
}

const exists = async (path: string): Promise<boolean> => {
  try {
    await using _ = await open(path)
    return true
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false
    throw error
  }
}
