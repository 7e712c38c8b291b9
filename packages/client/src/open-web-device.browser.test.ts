import { nthTask, nthUser } from '@holdfast/sync/testing'
import { deleteDB, openDB } from 'idb'
import { afterEach, expect, test, vi } from 'vitest'
import { openWebDevice } from './open-web-device.ts'
import { openWebSession } from './open-web-session.ts'
import { databaseName } from './store/indexeddb.ts'

const ada = nthUser(1)
const name = databaseName(ada)
// Nobody answers there.
const url = 'http://127.0.0.1:9'
const open = () => openWebDevice({ url, session: openWebSession({ url }), userId: ada })

afterEach(() => deleteDB(name))

test('[T5] a newer program gets the database with all that was drawn, and the old tab only reads', async () => {
  const device = await open()
  const told = vi.fn()
  expect(device.status().outdated).toBe(false)
  device.onStatus(told)
  // Nobody waits for it to be durable.
  device.mutate('create-task', { id: nthTask(1), title: 'Last words' })
  const newer = await openDB(name, 3)
  expect(await newer.getAll('outbox')).toMatchObject([{ args: { title: 'Last words' } }])
  expect(device.status()).toMatchObject({ outdated: true, saving: 0, storageError: null })
  expect(told).toHaveBeenCalled()
  expect(() => device.mutate('create-task', { id: nthTask(2), title: 'Too late' })).toThrow(
    'Reload to change this',
  )
  expect(device.queries.tasks({}).get()).toMatchObject([{ title: 'Last words' }])
  // A page that still has the old program says why it cannot open what the new one has written.
  await expect(open()).rejects.toMatchObject({ name: 'StorageError', reason: 'outdated' })
  newer.close()
  await device.close()
})

test('[T5] a tab that is outdated sends no more: another one of the device may', async () => {
  const device = await open()
  const locks = async () => (await navigator.locks.query()).held?.length
  await expect.poll(locks).toBe(1)
  const newer = await openDB(name, 3)
  await expect.poll(locks).toBe(0)
  newer.close()
  await device.close()
})
