import type { Device } from './device.ts'

/** A page that was hidden for so long may have lost its connections without a word, in ms. */
const LONG_HIDDEN_MS = 30_000

/**
 * Tries at once when the network comes back, whatever the page looks like, or the person does.
 * @returns stops watching
 */
export const watchForReturn = (device: Device): (() => void) => {
  let hiddenAt = Number.POSITIVE_INFINITY
  const online = () => device.syncNow()
  const looked = () => {
    if (document.visibilityState !== 'visible') {
      hiddenAt = Date.now()
      return
    }
    const wasLong = Date.now() - hiddenAt > LONG_HIDDEN_MS
    if (wasLong || device.status().link !== 'online') device.syncNow()
  }
  window.addEventListener('online', online)
  document.addEventListener('visibilitychange', looked)
  return () => {
    window.removeEventListener('online', online)
    document.removeEventListener('visibilitychange', looked)
  }
}
