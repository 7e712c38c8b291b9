import { type Device, openDevice, PokeHub, systemClock } from '@holdfast/client'
import { openMemoryStore } from '@holdfast/client/store/memory'
import { type Bucket, type ClientId, isoDate, type Row } from '@holdfast/domain'
import type { Epoch, Store } from '@holdfast/sync'
import { uuidv7 } from 'uuidv7'
import { ada, user } from './seed.ts'

/**
 * A device that holds these rows beside its person, as if the server had sent them. No link.
 * @param tamper changes how the store behaves from then on
 */
export async function openTestDevice(
  rows: readonly Row[],
  tamper: (store: Store) => void | Promise<void> = () => undefined,
): Promise<Device> {
  const store = await openMemoryStore({ userId: ada, newClientId: () => uuidv7() as ClientId })
  const epoch = 'test' as Epoch
  await store.commit([
    {
      type: 'delta',
      epoch,
      at: isoDate(new Date()),
      delta: {
        bucket: `user:${ada}` as Bucket,
        from: null,
        to: 1,
        rows: [{ kind: 'user', row: user() }, ...rows],
        removed: [],
        after: null,
      },
    },
  ])
  await tamper(store)
  return openDevice({
    store,
    pokes: new PokeHub().connect(),
    clock: systemClock,
    newId: uuidv7,
  })
}
