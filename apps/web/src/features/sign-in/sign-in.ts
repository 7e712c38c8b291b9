import type { HoldfastClient } from '@holdfast/client'
import { currentWiring, enter } from '../../wiring/account.ts'

type LoginReply = Awaited<ReturnType<HoldfastClient['auth']['login']['mutate']>>

/** The password was right, and this account asks for more. */
export type SecondFactor = Extract<LoginReply, { status: 'second-factor' }>
export type Method = SecondFactor['methods'][number]

const accounts = () => currentWiring().accounts.auth

/** @returns what else is asked for, or null: the person is in */
export async function signIn(email: string, password: string): Promise<SecondFactor | null> {
  const reply = await accounts().login.mutate({ email, password })
  if ('status' in reply) return reply
  await enter(reply)
  return null
}

export async function confirmByCode(
  { ticket }: SecondFactor,
  method: 'totp' | 'recovery',
  code: string,
): Promise<void> {
  await enter(await accounts().secondFactor.mutate({ ticket, method, code }))
}

export async function confirmByPasskey({ ticket }: SecondFactor): Promise<void> {
  const { usePasskeyOf } = await import('./passkeys.ts')
  const { challengeId, options } = await accounts().passkeyOptions.mutate({ ticket })
  const response = await usePasskeyOf(options)
  await enter(
    await accounts().secondFactor.mutate({ ticket, method: 'passkey', challengeId, response }),
  )
}

/** A passkey is enough alone: it is something one has, and is opened by something one is or knows. */
export async function signInByPasskey(): Promise<void> {
  const { usePasskeyOf } = await import('./passkeys.ts')
  const { challengeId, options } = await accounts().passkeyOptions.mutate({})
  const response = await usePasskeyOf(options)
  await enter(await accounts().passkeyLogin.mutate({ challengeId, response }))
}

/**
 * Has the browser suggest passkeys in the e-mail field, where it can.
 * @param signal ends the offer
 * @returns whether the person picked one and is in
 */
export async function signInByOfferedPasskey(signal: AbortSignal): Promise<boolean> {
  const able = await PublicKeyCredential.isConditionalMediationAvailable?.()
  if (!able || signal.aborted) return false
  const { offerPasskeys, stopOffering } = await import('./passkeys.ts')
  const { challengeId, options } = await accounts().passkeyOptions.mutate({})
  if (signal.aborted) return false
  signal.addEventListener('abort', stopOffering)
  const response = await offerPasskeys(options)
  await enter(await accounts().passkeyLogin.mutate({ challengeId, response }))
  return true
}
