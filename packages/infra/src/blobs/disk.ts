import { randomUUID } from 'node:crypto'
import { mkdir, open, opendir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type BlobEntry, type BlobStore, type OpenBlob, requireKey, requirePrefix } from './port.ts'

/** Where blobs are written before they get their names; no key begins with a dot. */
const DRAFTS = '.drafts'

/** A draft that is older was left by a process that was killed, in ms. */
const DRAFT_LEFT_AFTER = 60 * 60 * 1000

/** Files of one folder, which several processes may share: every blob gets its name only when it is whole. */
export const diskBlobs = (folder: string): BlobStore => {
  const pathOf = (key: string): string => {
    requireKey(key)
    return join(folder, key)
  }
  let drafts: Promise<void> | undefined
  return {
    async put(key, bytes) {
      const path = pathOf(key)
      drafts ??= openDrafts(join(folder, DRAFTS))
      await drafts.catch((error: unknown) => {
        drafts = undefined
        throw error
      })
      const draft = join(folder, DRAFTS, randomUUID())
      try {
        await writeDurably(draft, bytes)
        await mkdir(dirname(path), { recursive: true })
        await rename(draft, path)
      } catch (error) {
        await rm(draft, { force: true })
        throw error
      }
      await syncFolder(dirname(path))
    },

    async open(key) {
      return openFile(pathOf(key))
    },

    async delete(keys) {
      for (const path of keys.map(pathOf)) await rm(path, { force: true })
    },

    list(prefix) {
      requirePrefix(prefix)
      return filesIn(folder, prefix)
    },
  }
}

const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))

const openDrafts = async (drafts: string): Promise<void> => {
  await mkdir(drafts, { recursive: true })
  const left = Date.now() - DRAFT_LEFT_AFTER
  for (const name of await readdir(drafts)) {
    const draft = join(drafts, name)
    const stats = await ifThere(stat(draft))
    if (stats && stats.mtimeMs < left) await rm(draft, { force: true })
  }
}

const writeDurably = async (path: string, bytes: Uint8Array): Promise<void> => {
  await using file = await open(path, 'wx', 0o600)
  await file.writeFile(bytes)
  await file.sync()
}

/** A new name is durable when its folder is. */
const syncFolder = async (path: string): Promise<void> => {
  await using folder = await open(path, 'r')
  await folder.sync()
}

const openFile = async (path: string): Promise<OpenBlob | null> => {
  try {
    const file = await open(path, 'r')
    const stats = await file.stat()
    if (stats.isFile()) return { size: stats.size, stream: file.createReadStream() }
    await file.close()
    return null
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
    throw error
  }
}

async function* filesIn(folder: string, prefix: string): AsyncGenerator<BlobEntry> {
  const entries = await ifThere(opendir(join(folder, prefix)))
  if (!entries) return
  for await (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const key = `${prefix}${entry.name}`
    if (entry.isDirectory()) yield* filesIn(folder, `${key}/`)
    else {
      const stats = await ifThere(stat(join(folder, key)))
      if (stats) yield { key, size: stats.size, modifiedAt: stats.mtime }
    }
  }
}

const ifThere = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  }
}
