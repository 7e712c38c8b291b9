import type { Device } from '@holdfast/client'

/** Everything that this device did has been decided by the server and has come back. */
export const isSettled = (device: Device): boolean => {
  const { link, saving, pending, loading } = device.status()
  return link === 'online' && saving === 0 && pending === 0 && loading.done
}
