import type { Device } from './device.ts'

/** Tries at once when the network or the person comes back to this page. @returns stops watching */
export const watchForReturn = (device: Device): (() => void) => {
  const retry = () => {
    if (document.visibilityState === 'visible' && device.status().link !== 'online')
      device.syncNow()
  }
  window.addEventListener('online', retry)
  document.addEventListener('visibilitychange', retry)
  return () => {
    window.removeEventListener('online', retry)
    document.removeEventListener('visibilitychange', retry)
  }
}
