import { create } from 'zustand'

/** A window may stay open for weeks. */
const lookAgainAfter = 3_600_000

interface Update {
  ready: boolean
  reload: () => void
}

const reloadPage = () => location.reload()

/**
 * Whether a newer version of the app waits. It takes over only when the person says so: what is
 * being written is kept as a draft, and comes back after the reload.
 */
export const useUpdate = create<Update>()(() => ({ ready: false, reload: reloadPage }))

/** Registers the service worker, which keeps the app for when there is no server. */
export async function watchForUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const [{ Workbox }, { followWorker }] = await Promise.all([
    import('workbox-window'),
    import('./follow-worker.ts'),
  ])
  const workbox = new Workbox('/sw.js')
  const follower = followWorker(workbox, {
    reloadPage,
    ready: () => useUpdate.setState({ ready: true }),
  })
  try {
    const registration = await workbox.register()
    if (!registration) return
    useUpdate.setState({ reload: () => void follower.renew(registration) })
    setInterval(() => void registration.update().catch(() => undefined), lookAgainAfter)
  } catch {
    // A browser that forbids service workers still runs the app; it only does not start offline.
  }
}
