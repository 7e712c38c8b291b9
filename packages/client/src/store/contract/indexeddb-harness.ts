import { deleteDB, openDB } from 'idb'
import { openIndexedDbStore } from '../indexeddb.ts'
import type { TearableHarness } from './harness.ts'

let names = 0

/** A database of its own for each test. */
export const indexedDbHarness = async (): Promise<TearableHarness> => {
  const name = `store-${++names}`
  return {
    open: (options) => openIndexedDbStore({ ...options, name }),
    cleanUp: () => deleteDB(name),
    tearPage: async (bucket) => {
      const db = await openDB(name)
      const tx = db.transaction('page', 'readwrite')
      const range = IDBKeyRange.bound(`${bucket}/h/`, `${bucket}/h/\uffff`)
      const [key] = await tx.store.getAllKeys(range, 1)
      if (key === undefined) throw new Error('there is no page to tear')
      const bytes: Uint8Array = await tx.store.get(key)
      await tx.store.put(bytes.slice(0, bytes.length / 2), key)
      await tx.done
      db.close()
    },
    tearOutbox: async (id) => {
      const db = await openDB(name)
      await db.put('outbox', { id, draftId: 'dra' }, id)
      db.close()
    },
    tearState: async () => {
      const db = await openDB(name)
      await db.put('meta', { meta: null }, 'state')
      db.close()
    },
    tearJournal: async () => {
      const db = await openDB(name)
      const [seq] = await db.getAllKeys('journal', null, 1)
      if (seq === undefined) throw new Error('there is no entry to tear')
      await db.delete('journal', seq)
      db.close()
    },
  }
}
