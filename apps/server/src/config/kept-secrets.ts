import { randomUUID } from 'node:crypto'
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StartError } from '../start-error.ts'

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

/** @throws StartError for a file that another account may read or write */
export const readPrivate = async (file: string): Promise<string> => {
  if (((await stat(file)).mode & 0o077) !== 0)
    throw new StartError(`${file} is a secret that others can read: chmod 600 it.`)
  return readFile(file, 'utf8')
}

/**
 * Writes a secret that only this account may read. It is linked into place whole, so that of two
 * processes that write at once one does.
 * @throws Error of code EEXIST when there is one
 */
export const keepNew = async (folder: string, name: string, make: () => string): Promise<void> => {
  const file = join(folder, name)
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, make(), { mode: 0o600, flush: true })
  try {
    await link(draft, file)
  } finally {
    await rm(draft)
  }
}

/** Reads a secret that only this account may read; the first one to start makes it. */
export const keep = async (folder: string, name: string, make: () => string): Promise<string> => {
  const file = join(folder, name)
  try {
    return await readPrivate(file)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
  await keepNew(folder, name, make).catch((error: unknown) => {
    if (!hasCode(error, 'EEXIST')) throw error
  })
  return readFile(file, 'utf8')
}
