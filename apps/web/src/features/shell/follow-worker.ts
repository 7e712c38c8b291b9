import type { Workbox } from 'workbox-window'

interface WorkerPorts {
  reloadPage: () => void
  /** A newer version waits, or has taken over by another tab's wish. */
  ready: () => void
}

type Worker = Pick<Workbox, 'addEventListener' | 'messageSkipWaiting'>
type Registration = Pick<ServiceWorkerRegistration, 'installing' | 'waiting' | 'update'>

/** Renews the app by its service worker, when the person says so. */
export function followWorker(workbox: Worker, { reloadPage, ready }: WorkerPorts) {
  let renewing = false
  workbox.addEventListener('waiting', () => {
    if (renewing) workbox.messageSkipWaiting()
    else ready()
  })
  workbox.addEventListener('controlling', ({ isUpdate }) => {
    if (renewing) reloadPage()
    else if (isUpdate) ready()
  })
  return {
    /** Reloads with the newest version there is: the old worker would serve the old one again. */
    async renew(registration: Registration): Promise<void> {
      renewing = true
      if (!registration.waiting) {
        // Without a network the reload shows what this device has.
        await registration.update().catch(() => undefined)
      }
      if (registration.waiting) workbox.messageSkipWaiting()
      else if (!registration.installing) reloadPage()
    },
  }
}
