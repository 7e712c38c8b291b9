import type { Device, HoldfastClient } from '@holdfast/client'
import type { UserId } from '@holdfast/domain'

/** Whom this device works for. */
export interface Person {
  userId: UserId
  email: string
  displayName: string
}

/** What differs between a browser and the desktop window. */
export interface Wiring {
  /** Asks as the person who is signed in. */
  api: HoldfastClient
  /** Asks as nobody: to sign in, and with the links out of mails. */
  accounts: HoldfastClient
  /** Who worked here last; their work opens without a session. */
  lastPerson: () => Person | null | Promise<Person | null>
  /** Tells when another tab has signed somebody out, or another person in. */
  onOtherPerson?: (told: (person: Person | null) => void) => void
  open: (userId: UserId) => Promise<Device>
  /** Takes in what the server answered when it opened a session. */
  admit: (grant: unknown) => Person
  /** Ends the session and takes the person's work off this device. */
  signOut: (userId: UserId) => Promise<void>
}
