import { join } from 'node:path'
import {
  openDevice,
  openHttpTransport,
  openTokenSession,
  PokeHub,
  Sender,
  systemClock,
  TurnTaking,
} from '@holdfast/client'
import { openNodeFetch } from '@holdfast/client/node-fetch'
import { openSqliteStore } from '@holdfast/client/store/sqlite'
import { ClientId, TaskTitle } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import { taskId } from '../bench-task.ts'
import { now } from '../measure/clock.ts'
import type { Adapter } from '../worker/adapter.ts'
import { DeviceClient } from './drive-device.ts'
import type { ProductOptions } from './product-world.ts'

/** The device as the desktop app has it: everything in `node:sqlite`, open work in a live list. */
export const openClient: Adapter<ProductOptions> = async ({ port, n, folder, own }) => {
  const { grant, projectId } = own
  const url = `http://127.0.0.1:${port}`
  let refreshToken = grant.refreshToken
  const keeper = {
    read: () => refreshToken,
    write: (next: string) => {
      refreshToken = next
    },
  }
  const session = openTokenSession({ url, keeper })
  session.signedIn(grant)
  const userId = grant.user.id
  const newClientId = () => ClientId.parse(uuidv7())
  const store = openSqliteStore({ file: join(folder, 'store.sqlite'), userId, newClientId })
  const pokes = new PokeHub()
  const device = await openDevice({
    store,
    pokes: pokes.connect(),
    clock: systemClock,
    newId: uuidv7,
  })
  const sender = new Sender({
    store,
    session: session.of(userId),
    newClientId,
    transport: openHttpTransport({ url, session: session.of(userId), fetch: openNodeFetch() }),
    clock: systemClock,
    pokes: pokes.connect(),
    leadership: new TurnTaking().leadership(),
    committed: (committed) => device.absorb(committed),
  })
  const driven = new DeviceClient(device, { projectId, n, now })
  return {
    opened: driven.opened,
    watch: (task, seen) => driven.watch(taskId(task), seen),
    write: (task, title) => driven.write(taskId(task), TaskTitle.parse(title)),
    wake: () => device.syncNow(),
    waiting: () => driven.waiting(),
    async close() {
      await sender[Symbol.asyncDispose]()
      await device.close()
      await store[Symbol.asyncDispose]()
    },
  }
}
