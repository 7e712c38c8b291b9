import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { blobStoreContract } from './contract.ts'
import { diskBlobs } from './disk.ts'

const temporary = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-blobs-'))
  return {
    folder,
    blobs: diskBlobs(folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

blobStoreContract('disk', temporary)

test('a blob that could not be written leaves nothing behind', async () => {
  await using store = await temporary()
  await writeFile(join(store.folder, 'a'), 'in the way')
  await expect(store.blobs.put('a/b', new Uint8Array(1))).rejects.toThrow()
  expect(await readdir(join(store.folder, '.drafts'))).toEqual([])
})

test('drafts of a process that was killed go, and those of one at work stay', async () => {
  await using store = await temporary()
  const drafts = join(store.folder, '.drafts')
  await mkdir(drafts)
  for (const name of ['left', 'at-work']) await writeFile(join(drafts, name), 'half')
  const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000)
  await utimes(join(drafts, 'left'), longAgo, longAgo)
  await store.blobs.put('a', new Uint8Array(1))
  expect(await readdir(drafts)).toEqual(['at-work'])
})
