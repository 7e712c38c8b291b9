import { useSyncExternalStore } from 'react'

const phone = matchMedia('(max-width: 640px)')

const subscribe = (onChange: () => void) => {
  phone.addEventListener('change', onChange)
  return () => phone.removeEventListener('change', onChange)
}

/** At this width panels fill the screen and a tab bar stands at the foot. */
export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, () => phone.matches)
}
