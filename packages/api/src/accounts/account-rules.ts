import type { RegistrationMode } from '@holdfast/domain'

/** How accounts come to be, from the configuration. */
export interface AccountRules {
  registration: RegistrationMode
  /** Mails reach people, so an address is theirs only once they have followed a link that was sent to it. */
  mail: boolean
}
