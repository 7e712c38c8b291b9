import { readFile } from 'node:fs/promises'
import type { Client } from 'pg'
import { isErrno } from './errno.ts'

/** The setting under which a postmaster carries the process that answers for it. */
export const OWNER_SETTING = 'holdfast.owner'

/** The data folder has an owner that is alive. */
export class DataFolderInUse extends Error {
  constructor(folder: string) {
    super(
      `Another Holdfast server is running on ${folder}. Stop it first, or set HOLDFAST_DATA to another folder.`,
    )
    this.name = 'DataFolderInUse'
  }
}

/** This process: its number, and its start by which it differs from a later one of that number. */
export const ownName = async (): Promise<string> => `${process.pid}:${await startOf(process.pid)}`

/** Is the process that started this postmaster still alive? */
export const isOwned = async (client: Client): Promise<boolean> => {
  const { rows } = await client.query<{ owner: string }>(
    'SELECT current_setting($1, true) AS owner',
    [OWNER_SETTING],
  )
  const [pid, start] = (rows[0]?.owner ?? '').split(':')
  return start !== undefined && start !== '' && (await startOf(Number(pid))) === start
}

/** When a process started, in ticks since the machine did; empty when there is none. */
const startOf = async (pid: number): Promise<string> => {
  if (process.platform !== 'linux') return isAlive(pid) ? 'alive' : ''
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name, which may hold anything, ends with the last parenthesis; the start is field 22.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? '' : (fields[18] ?? '')
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ESRCH')) return ''
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
