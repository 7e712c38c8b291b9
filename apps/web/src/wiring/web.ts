import {
  createHoldfastClient,
  forgetLastPerson,
  Grant,
  openWebDevice,
  openWebSession,
  readLastPerson,
  rememberLastPerson,
  watchLastPerson,
} from '@holdfast/client'
import { databaseName } from '@holdfast/client/store/indexeddb'
import { personOf } from './person-of.ts'
import type { Wiring } from './wiring.ts'

/** The server that the page came from. */
const url = ''

/** A browser: work in IndexedDB, the session's secret in a cookie that no script can read. */
export function webWiring(): Wiring {
  const session = openWebSession({ url })
  const api = createHoldfastClient({ url, token: () => session.accessToken().catch(() => '') })
  const accounts = createHoldfastClient({ url })

  return {
    api,
    accounts,
    lastPerson: readLastPerson,
    onOtherPerson: (told) => watchLastPerson(told),
    open: (userId) => openWebDevice({ url, session, userId }),
    admit(grant) {
      const parsed = Grant.parse(grant)
      const person = personOf(parsed.user)
      rememberLastPerson(person)
      session.signedIn(parsed)
      return person
    },
    async signOut(userId) {
      forgetLastPerson()
      session.signedOut()
      try {
        await accounts.auth.logout.mutate({})
      } catch {
        // Without a network the session ends on the server when its time is up.
      }
      await deleteDatabase(databaseName(userId))
    },
  }
}

/** Resolves also when another tab still holds it open: it goes when that tab lets go. */
function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onblocked = () => resolve()
    request.onerror = () => reject(request.error)
  })
}
