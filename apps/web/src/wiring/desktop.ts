import { createHoldfastClient, sessionIn } from '@holdfast/client'
import type { DesktopApi } from '@holdfast/client/desktop'
import { personOf } from './person-of.ts'
import type { Wiring } from './wiring.ts'

/** The desktop window: work, session and link are main's, and `/trpc` leads through it. */
export function desktopWiring(desktop: DesktopApi): Wiring {
  const api = createHoldfastClient({ url: '' })

  return {
    api,
    lastPerson: () => desktop.session.person(),
    // A browser has no use for the bridge: its first paint does not wait for it.
    async open(userId) {
      const { openDesktopDevice } = await import('@holdfast/client/desktop')
      return openDesktopDevice(desktop, userId)
    },
    signIn: async (credentials) =>
      personOf(sessionIn(await api.auth.login.mutate(credentials)).user),
    register: async (registration) =>
      personOf(
        sessionIn(
          await api.auth.register.mutate({
            ...registration,
            timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
            language: navigator.language.split('-')[0] ?? 'en',
          }),
        ).user,
      ),
    signOut: (userId) => desktop.session.signOut(userId),
  }
}
