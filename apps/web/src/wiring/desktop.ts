import { createHoldfastClient, Grant } from '@holdfast/client'
import type { DesktopApi } from '@holdfast/client/desktop'
import { personOf } from './person-of.ts'
import type { Wiring } from './wiring.ts'

/** What main lets a page see of a session that was opened. */
const Admitted = Grant.pick({ user: true })

/** The desktop window: work, session and link are main's, and `/trpc` leads through it. */
export function desktopWiring(desktop: DesktopApi): Wiring {
  const api = createHoldfastClient({ url: '' })

  return {
    api,
    accounts: api,
    lastPerson: () => desktop.session.person(),
    // A browser has no use for the bridge: its first paint does not wait for it.
    async open(userId) {
      const { openDesktopDevice } = await import('@holdfast/client/desktop')
      return openDesktopDevice(desktop, userId)
    },
    // The tokens have stayed with main.
    admit: (grant) => personOf(Admitted.parse(grant).user),
    signOut: (userId) => desktop.session.signOut(userId),
  }
}
