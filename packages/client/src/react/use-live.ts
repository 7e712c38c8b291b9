import { useCallback, useSyncExternalStore } from 'react'
import type { Live } from '../queries/live.ts'

/** Draws anew whenever a live value changes. */
export const useLive = <T>(live: Live<T>): T => {
  const subscribe = useCallback((listener: () => void) => live.subscribe(listener), [live])
  const get = useCallback(() => live.get(), [live])
  return useSyncExternalStore(subscribe, get, get)
}
