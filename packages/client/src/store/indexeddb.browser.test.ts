import { deleteDB } from 'idb'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { contentOf } from './contract/base-of.ts'
import { indexedDbHarness } from './contract/indexeddb-harness.ts'
import { bucketA, draft, me, uuid } from './contract/rows.ts'
import { storeContract, tornStoreContract } from './contract.ts'
import { openIndexedDbStore } from './indexeddb.ts'

storeContract('IndexedDB', indexedDbHarness)
tornStoreContract('IndexedDB', indexedDbHarness)

/** The Storage Buckets API, which gives a part of the origin a quota of its own. */
interface StorageBuckets {
  open(name: string, options: { quota: number }): Promise<{ indexedDB: IDBFactory }>
}
const buckets = (from: Navigator): StorageBuckets => {
  if (!('storageBuckets' in from)) throw new Error('the browser has no storage buckets')
  return from.storageBuckets as StorageBuckets
}

describe('the IndexedDB store in a browser', () => {
  afterEach(() => vi.unstubAllGlobals())

  const options = (name: string) => ({ name, userId: me, newClientId: () => uuid<never>(0xc1) })

  /** Lets a worker write until it has told of so many durable entries, then ends it. */
  const writeUntil = async (name: string, count: number): Promise<number> => {
    const url = new URL('./contract/indexeddb-writer.ts', import.meta.url)
    const worker = new Worker(url, { type: 'module' })
    const durable = await new Promise<number>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<number>) => {
        if (data >= count) resolve(data)
      }
      worker.onerror = ({ message }) => reject(new Error(message))
      worker.postMessage(name)
    })
    worker.terminate()
    return durable
  }

  test('killed at any moment, it has all that was durable, and rows and outbox agree', async () => {
    for (let round = 1; round <= 5; round++) {
      const durable = await writeUntil('killed', round * 30)
      await using store = await openIndexedDbStore(options('killed'))
      const { meta, outbox, base } = await contentOf(store)
      expect(outbox.length).toBeGreaterThanOrEqual(durable)
      expect(outbox.map(({ id }) => id)).toEqual(outbox.map((_, i) => i + 1))
      expect(meta).toMatchObject({
        nextMutationId: outbox.length + 1,
        positions: { [bucketA]: outbox.length },
      })
      expect(Object.keys(base[bucketA] ?? {})).toHaveLength(outbox.length)
    }
    await deleteDB('killed')
  })

  test('full storage is told as quota, and nothing of the commit stays', async () => {
    const { indexedDB } = await buckets(navigator).open('small', { quota: 100_000 })
    vi.stubGlobal('indexedDB', indexedDB)
    await using store = await openIndexedDbStore(options('full'))
    await store.commit([draft({ n: 1 })])
    const changes = [draft({ n: 2 }), draft({ text: 'x'.repeat(1_000_000) })]
    await expect(store.commit(changes)).rejects.toMatchObject({ reason: 'quota' })
    expect((await store.outbox()).entries).toMatchObject([{ args: { n: 1 } }])
    await store.commit([draft({ n: 3 })])
    expect((await store.outbox()).entries).toMatchObject([{ id: 1 }, { id: 2, args: { n: 3 } }])
  })
})
