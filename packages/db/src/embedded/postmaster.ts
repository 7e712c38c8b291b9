import { readdir, readFile, readlink, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ClusterFolder } from './cluster-folder.ts'
import { isErrno } from './errno.ts'

/** A running server of a cluster, by its `postmaster.pid`. */
export interface Postmaster {
  pid: number
  port: number
  /** A socket folder or a loopback address. */
  host: string
}

/**
 * The server running on the cluster, whoever started it; one that is starting or stopping is waited
 * for.
 * @throws Error when it has done neither after 2 minutes
 */
export const findPostmaster = async (folder: ClusterFolder): Promise<Postmaster | undefined> => {
  for (const deadline = Date.now() + 120_000; ; await delay(20)) {
    const [pid, , , port, sockets, address, , status] = await pidFile(folder)
    if (!pid || !(await isPostmaster(Number(pid), folder))) return undefined
    if (status?.trim() === 'ready')
      return { pid: Number(pid), port: Number(port), host: sockets || address || '127.0.0.1' }
    if (Date.now() > deadline)
      throw new Error(`PostgreSQL (process ${pid}) neither starts nor stops. End it by hand.`)
  }
}

/**
 * Clears what a dead server left when its process number is another program's by now, as happens
 * after a container starts anew: PostgreSQL would take that program for itself.
 */
export const clearLeftovers = async (folder: ClusterFolder): Promise<void> => {
  const [pid] = await pidFile(folder)
  if (!pid || !isAlive(Number(pid)) || (await isPostmaster(Number(pid), folder))) return
  await rm(join(folder.data, 'postmaster.pid'))
  for (const file of await readdir(folder.sockets)) await rm(join(folder.sockets, file))
}

/**
 * Signals a postmaster and waits until it is gone. SIGINT is its fast and clean stop.
 * @throws Error when it is still there after 30 s
 */
export const stopPostmaster = async (pid: number, folder: ClusterFolder): Promise<void> => {
  if (await isPostmaster(pid, folder)) process.kill(pid, 'SIGINT')
  for (const deadline = Date.now() + 30_000; await isPostmaster(pid, folder); await delay(20))
    if (Date.now() > deadline)
      throw new Error(`PostgreSQL (process ${pid}) did not stop within 30 s. End it by hand.`)
}

const pidFile = async (folder: ClusterFolder): Promise<string[]> => {
  try {
    return (await readFile(join(folder.data, 'postmaster.pid'), 'utf8')).split('\n')
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return []
    throw error
  }
}

const isPostmaster = async (pid: number, folder: ClusterFolder): Promise<boolean> => {
  if (process.platform !== 'linux') return isAlive(pid)
  // A postmaster works in its data directory; one that has ended works nowhere.
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === folder.data
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].some((code) => isErrno(error, code))) return false
    throw error
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isErrno(error, 'EPERM')
  }
}
