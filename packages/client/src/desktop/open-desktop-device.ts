import type { UserId } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import { systemClock } from '../clock.ts'
import type { Device } from '../device.ts'
import { openDevice } from '../open-device.ts'
import type { Pokes } from '../pokes.ts'
import { openBridgeStore } from '../store/bridge.ts'
import { watchForReturn } from '../watch-for-return.ts'
import { type DesktopApi, PagePoke } from './desktop-api.ts'

const bridgePokes = ({ pokes }: DesktopApi): Pokes => {
  const stops = new Set<() => void>()
  return {
    post: (poke) => pokes.post(PagePoke.parse(poke)),
    listen(listener) {
      const stop = pokes.listen(listener)
      stops.add(stop)
      return stop
    },
    close() {
      for (const stop of stops) stop()
      stops.clear()
    },
  }
}

/**
 * Opens a person's device in a window of the desktop app, whose main process keeps the work and
 * sends it.
 * @throws StorageError
 */
export const openDesktopDevice = async (desktop: DesktopApi, userId: UserId): Promise<Device> => {
  await desktop.session.open(userId)
  let stopWatching: () => void = () => undefined
  const device = await openDevice({
    store: openBridgeStore(desktop.store),
    pokes: bridgePokes(desktop),
    clock: systemClock,
    newId: uuidv7,
    onClose: async () => stopWatching(),
  })
  stopWatching = watchForReturn(device)
  return device
}
