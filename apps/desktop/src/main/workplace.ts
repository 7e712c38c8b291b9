import type { Session } from '@holdfast/client'
import { openHttpTransport, type PokeHub, Sender, systemClock, TurnTaking } from '@holdfast/client'
import { openNodeFetch } from '@holdfast/client/node-fetch'
import { hostStore, type StoreChannel } from '@holdfast/client/store/bridge-host'
import { openSqliteStore } from '@holdfast/client/store/sqlite'
import { ClientId, type UserId } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'

/** A person's work on this device, and what sends it. */
export interface Workplace extends AsyncDisposable {
  readonly userId: UserId
  /** What pages may ask of the store. */
  readonly channel: StoreChannel
  /** Takes the work off this device. */
  destroy(): Promise<void>
}

export interface WorkplaceOptions {
  userId: UserId
  file: string
  serverUrl: string
  session: Session
  pokes: PokeHub
}

/** @throws StorageError */
export const openWorkplace = (options: WorkplaceOptions): Workplace => {
  const { userId, file, serverUrl, session, pokes } = options
  const newClientId = () => ClientId.parse(uuidv7())
  const store = openSqliteStore({ file, userId, newClientId })
  const sender = new Sender({
    store,
    session,
    newClientId,
    transport: openHttpTransport({ url: serverUrl, session, fetch: openNodeFetch() }),
    clock: systemClock,
    pokes: pokes.connect(),
    leadership: new TurnTaking().leadership(),
  })
  return {
    userId,
    channel: hostStore(store, { allow: 'intents' }),
    async destroy() {
      await sender[Symbol.asyncDispose]()
      await store.destroy()
    },
    async [Symbol.asyncDispose]() {
      await sender[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}
