import 'fake-indexeddb/auto'
import type { Store } from '@holdfast/sync'
import { deleteDB, openDB } from 'idb'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { format1, goesOnFromFormat1 } from './contract/format-1.ts'
import { indexedDbHarness } from './contract/indexeddb-harness.ts'
import { bucketA, draft, me, uuid } from './contract/rows.ts'
import { storeContract, tornStoreContract } from './contract.ts'
import { databaseName, openIndexedDbStore } from './indexeddb.ts'

storeContract('fake-indexeddb', indexedDbHarness)
tornStoreContract('fake-indexeddb', indexedDbHarness)

describe('the IndexedDB store', () => {
  afterEach(() => vi.restoreAllMocks())

  let names = 0
  const options = () => ({
    name: `test-${++names}`,
    userId: me,
    newClientId: () => uuid<never>(0xc1),
  })

  test('the database is named after the person', () => {
    expect(databaseName(me)).toBe(`holdfast-${me}`)
  })

  test('full storage is told as quota, and nothing of the commit stays', async () => {
    await using store = await openIndexedDbStore(options())
    await store.commit([draft({ n: 1 })])
    const put = vi.spyOn(IDBObjectStore.prototype, 'put')
    put.mockImplementationOnce(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await expect(store.commit([draft({ n: 2 })])).rejects.toMatchObject({ reason: 'quota' })
    expect((await store.outbox()).entries).toMatchObject([{ args: { n: 1 } }])
  })

  test('work of the person is written strictly, what the server can send again is not', async () => {
    await using store = await openIndexedDbStore(options())
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction')
    await store.commit([draft()])
    await store.commit([{ type: 'forget', buckets: [] }])
    await store.fold()
    const writes = transaction.mock.calls.filter(([, mode]) => mode === 'readwrite')
    expect(writes.map(([, , how]) => how?.durability)).toEqual(['strict', 'relaxed', 'strict'])
  })

  test('a dropped connection is opened anew', async () => {
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction')
    await using store = await openIndexedDbStore(options())
    await store.commit([draft({ n: 1 })])
    const db = transaction.mock.contexts[0]
    if (!(db instanceof IDBDatabase)) throw new Error('the connection was not seen')
    db.close()
    await store.commit([draft({ n: 2 })])
    expect((await store.outbox()).entries).toHaveLength(2)
  })

  test('[D12] a database that the browser took away is begun anew, and that is told', async () => {
    const given = options()
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction')
    await using store = await openIndexedDbStore(given)
    await using other = await openIndexedDbStore(given)
    await store.commit([draft({ n: 1 })])
    const dropped = transaction.mock.contexts.filter((db) => db instanceof IDBDatabase)
    for (const db of new Set(dropped)) db.close()
    await deleteDB(given.name)
    await store.commit([draft({ n: 2 })])
    const { meta, entries } = await store.outbox()
    expect(meta.torn).toMatchObject({ pieces: 0 })
    expect(entries).toMatchObject([{ id: 1, args: { n: 2 } }])
    expect(await other.since(0)).toBe('folded')
    expect((await other.load()).outbox).toEqual(entries)
  })

  test('[D13] the outbox of a database of format 1 goes on; its base is joined anew', async () => {
    const given = options()
    const before = await openDB(given.name, 1, {
      upgrade: (db) => {
        for (const table of ['page', 'journal', 'outbox', 'meta']) db.createObjectStore(table)
      },
    })
    const { state, outbox } = format1()
    await before.put('meta', state, 'state')
    for (const entry of outbox) await before.put('outbox', entry, entry.id)
    await before.put('page', new Uint8Array(9), `${bucketA}/h/${'0'.repeat(14)}.00000.1`)
    before.close()
    await using store = await openIndexedDbStore(given)
    await goesOnFromFormat1(store)
  })

  test('[T5] a newer program gets the database when the older one has saved, and is closed', async () => {
    const given = options()
    let store: Store
    const wanted = async () => void (await store.commit([draft({ n: 1 })]))
    store = await openIndexedDbStore({ ...given, wanted })
    const newer = await openDB(given.name, 3)
    expect(await newer.getAll('outbox')).toMatchObject([{ args: { n: 1 } }])
    await expect(store.commit([draft()])).rejects.toMatchObject({ reason: 'outdated' })
    await expect(openIndexedDbStore(given)).rejects.toMatchObject({ reason: 'outdated' })
    newer.close()
  })
})
