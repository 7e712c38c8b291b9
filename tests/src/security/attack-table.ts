import type { Attack } from './attack.ts'
import { attacksOnAccess } from './attacks-on-access.ts'
import { attacksOnInput } from './attacks-on-input.ts'
import { attacksOnSignIn } from './attacks-on-sign-in.ts'

/** Every attack that Holdfast is held against. `docs/security.md` shows the same rows. */
export const attackTable: readonly Attack[] = [
  ...attacksOnAccess,
  ...attacksOnSignIn,
  ...attacksOnInput,
]
