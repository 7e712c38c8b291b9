import type { Device, HoldfastClient } from '@holdfast/client'
import type { UserId } from '@holdfast/domain'

/** Whom this device works for. */
export interface Person {
  userId: UserId
  email: string
  displayName: string
}

export interface Credentials {
  email: string
  password: string
}

export interface Registration extends Credentials {
  firstName: string
  lastName: string
}

/** What differs between a browser and the desktop window. */
export interface Wiring {
  api: HoldfastClient
  /** Who worked here last; their work opens without a session. */
  lastPerson: () => Person | null | Promise<Person | null>
  /** Tells when another tab has signed somebody out, or another person in. */
  onOtherPerson?: (told: (person: Person | null) => void) => void
  open: (userId: UserId) => Promise<Device>
  signIn: (credentials: Credentials) => Promise<Person>
  register: (registration: Registration) => Promise<Person>
  /** Ends the session and takes the person's work off this device. */
  signOut: (userId: UserId) => Promise<void>
}
