import { create } from 'zustand'

/** A window may stay open for weeks. */
const lookAgainAfter = 3_600_000

interface Update {
  ready: boolean
  reload: () => void
}

/**
 * Whether a newer version of the app waits. It takes over only when the person says so: what is
 * being written is kept as a draft, and comes back after the reload.
 */
export const useUpdate = create<Update>()(() => ({ ready: false, reload: () => location.reload() }))

/** Registers the service worker, which keeps the app for when there is no server. */
export async function watchForUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const { Workbox } = await import('workbox-window')
  const workbox = new Workbox('/sw.js')
  workbox.addEventListener('waiting', () => {
    useUpdate.setState({
      ready: true,
      reload() {
        workbox.addEventListener('controlling', () => location.reload())
        workbox.messageSkipWaiting()
      },
    })
  })
  try {
    const registration = await workbox.register()
    setInterval(() => void registration?.update().catch(() => undefined), lookAgainAfter)
  } catch {
    // A browser that forbids service workers still runs the app; it only does not start offline.
  }
}
