import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
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
