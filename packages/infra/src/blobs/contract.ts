import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import type { BlobEntry, BlobStore, OpenBlob } from './port.ts'

/** A store without blobs; gone when disposed. */
export interface BlobStoreInTest extends AsyncDisposable {
  blobs: BlobStore
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const read = async (blobs: BlobStore, key: string): Promise<string | null> => {
  const blob = await blobs.open(key)
  return blob && (await buffer(blob.stream)).toString()
}

const listed = async (blobs: BlobStore, prefix: string): Promise<BlobEntry[]> => {
  const entries: BlobEntry[] = []
  for await (const entry of blobs.list(prefix)) entries.push(entry)
  return entries
}

const keysIn = async (blobs: BlobStore, prefix: string): Promise<string[]> =>
  (await listed(blobs, prefix)).map(({ key }) => key).sort()

const opened = async (blobs: BlobStore, key: string): Promise<OpenBlob> => {
  const blob = await blobs.open(key)
  if (!blob) throw new Error(`there is no ${key}`)
  return blob
}

/** What every adapter of the blobs port does. */
export const blobStoreContract = (name: string, make: () => Promise<BlobStoreInTest>): void => {
  describe(`blobs: ${name}`, () => {
    test('gives back what was put, with its size', async () => {
      await using store = await make()
      const all = Uint8Array.from({ length: 100_000 }, (_, i) => i % 256)
      await store.blobs.put('a/b-c/0.bin', all)
      const blob = await opened(store.blobs, 'a/b-c/0.bin')
      expect(blob.size).toBe(all.length)
      expect(new Uint8Array(await buffer(blob.stream))).toEqual(all)
    })

    test('keeps a blob of no bytes', async () => {
      await using store = await make()
      await store.blobs.put('empty', new Uint8Array())
      expect((await opened(store.blobs, 'empty')).size).toBe(0)
      expect(await read(store.blobs, 'empty')).toBe('')
    })

    test('has nothing under a key that was never put, nor under the beginning of one', async () => {
      await using store = await make()
      await store.blobs.put('a/b', bytesOf('x'))
      for (const key of ['a', 'b', 'a/b/c', 'a/bc']) expect(await store.blobs.open(key)).toBeNull()
    })

    test('replaces a blob, and who reads the old one reads it to its end', async () => {
      await using store = await make()
      await store.blobs.put('a', bytesOf('old'))
      const old = await opened(store.blobs, 'a')
      await store.blobs.put('a', bytesOf('newer'))
      expect(await read(store.blobs, 'a')).toBe('newer')
      expect((await buffer(old.stream)).toString()).toBe('old')
    })

    test('shows one of several that are put at once, whole', async () => {
      await using store = await make()
      const texts = Array.from({ length: 8 }, (_, i) => String(i).repeat(50_000))
      await Promise.all(texts.map((text) => store.blobs.put('a/b', bytesOf(text))))
      expect(texts).toContain(await read(store.blobs, 'a/b'))
      expect(await keysIn(store.blobs, '')).toEqual(['a/b'])
    })

    test('deletes what there is, and minds nothing that there is not', async () => {
      await using store = await make()
      for (const key of ['a', 'b', 'c/d']) await store.blobs.put(key, bytesOf(key))
      await store.blobs.delete(['a', 'c/d', 'never', 'c/d'])
      expect(await keysIn(store.blobs, '')).toEqual(['b'])
      expect(await store.blobs.open('a')).toBeNull()
    })

    test('lists by prefix, with size and time', async () => {
      await using store = await make()
      const before = Date.now()
      for (const key of ['s/1/0', 's/1/1', 's/10/0', 't/0'])
        await store.blobs.put(key, bytesOf(key))
      expect(await keysIn(store.blobs, 's/')).toEqual(['s/1/0', 's/1/1', 's/10/0'])
      expect(await keysIn(store.blobs, 's/1/')).toEqual(['s/1/0', 's/1/1'])
      expect(await keysIn(store.blobs, 'nothing/')).toEqual([])
      const [entry] = await listed(store.blobs, 't/')
      expect(entry?.size).toBe(3)
      // A store's clock may be coarser than ours.
      expect(entry?.modifiedAt.getTime()).toBeGreaterThan(before - 2000)
    })

    test.each([
      '',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      '../a',
      'a/../b',
      '.a',
      'A',
      'a b',
      'a\\b',
      'a\0',
    ])('refuses the key %j', async (key) => {
      await using store = await make()
      await expect(store.blobs.put(key, bytesOf('x'))).rejects.toThrow(TypeError)
      await expect(store.blobs.open(key)).rejects.toThrow(TypeError)
      await expect(store.blobs.delete([key])).rejects.toThrow(TypeError)
      if (key !== '' && key !== 'a/') expect(() => store.blobs.list(key)).toThrow(TypeError)
    })
  })
}
