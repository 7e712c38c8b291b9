import type { ClientId, UserId } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import { systemClock } from './clock.ts'
import type { Device } from './device.ts'
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
  const store = await openIndexedDbStore({ userId, newClientId })
  const own = session.of(userId)
  let closeRest = () => store[Symbol.asyncDispose]()
  const device = await openDevice({
    store,
    pokes: openBroadcastPokes(channel),
    clock: systemClock,
    newId: uuidv7,
    onClose: async () => closeRest(),
  })
  // The first paint needs nothing of it.
  const sending = import('./web-sender.ts').then(({ openWebSender }) =>
    openWebSender({
      url,
      session: own,
      store,
      channel,
      newClientId,
      committed: (committed) => device.absorb(committed),
    }),
  )
  const stopWatching = watchForReturn(device)
  closeRest = async () => {
    stopWatching()
    await (await sending)[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
  }
  // Refused or not: what is kept is kept as well as this browser keeps anything.
  void navigator.storage?.persist?.()
  return device
}
