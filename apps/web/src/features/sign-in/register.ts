import { currentWiring, enter } from '../../wiring/account.ts'

export interface Registration {
  email: string
  password: string
  firstName: string
  lastName: string
  /** The secret of an invitation that was mailed. */
  invitation?: string
}

/**
 * Makes an account.
 * @returns whether a mail has to be answered first; else the person is in
 */
export async function register(registration: Registration): Promise<'check-mail' | 'in'> {
  const reply = await currentWiring().accounts.auth.register.mutate({
    ...registration,
    email: registration.email.trim(),
    firstName: registration.firstName.trim(),
    lastName: registration.lastName.trim(),
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    language: navigator.language.split('-')[0] ?? 'en',
  })
  if ('status' in reply) return 'check-mail'
  await enter(reply)
  return 'in'
}
