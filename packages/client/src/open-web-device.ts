import type { ClientId, UserId } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import { systemClock } from './clock.ts'
import type { Device } from './device.ts'
import { LateSender } from './late-sender.ts'
import { openDevice } from './open-device.ts'
import { openBroadcastPokes } from './pokes.ts'
import { openIndexedDbStore } from './store/indexeddb.ts'
import { watchForReturn } from './watch-for-return.ts'
import type { WebSession } from './web-session.ts'

export interface WebDeviceOptions {
  /** Where the server is; '' is the server that the page came from. */
  url: string
  session: WebSession
  userId: UserId
}

/**
 * Opens a person's device in this browser, with or without a session or a network, and sends for it
 * when it is this tab's turn.
 * @throws StorageError
 */
export const openWebDevice = async ({
  url,
  session,
  userId,
}: WebDeviceOptions): Promise<Device> => {
  const channel = `holdfast.${userId}`
  const newClientId = () => uuidv7() as ClientId
  let retire = () => Promise.resolve()
  const store = await openIndexedDbStore({ userId, newClientId, wanted: () => retire() })
  const own = session.of(userId)
  let closeRest = () => store[Symbol.asyncDispose]()
  const device = await openDevice({
    store,
    pokes: openBroadcastPokes(channel),
    clock: systemClock,
    newId: uuidv7,
    onClose: async () => closeRest(),
  })
  const sender = new LateSender({
    clock: systemClock,
    pokes: openBroadcastPokes(channel),
    link: () => device.status(),
    async load() {
      // The first paint needs nothing of it.
      const { openWebSender } = await import('./web-sender.ts')
      return openWebSender({
        url,
        session: own,
        store,
        channel,
        newClientId,
        committed: (committed) => device.absorb(committed),
      })
    },
  })
  retire = async () => {
    // The newer program sends from now on.
    void sender[Symbol.asyncDispose]()
    await device.retire()
  }
  const stopWatching = watchForReturn(device)
  closeRest = async () => {
    stopWatching()
    await sender[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
  }
  // Refused or not: what is kept is kept as well as this browser keeps anything.
  void navigator.storage?.persist?.()
  return device
}
