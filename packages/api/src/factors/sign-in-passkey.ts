import type { Transaction } from '@holdfast/db'
import type { PasskeyId, UserId } from '@holdfast/domain'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  type VerifiedAuthenticationResponse,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server'
import { isoBase64URL } from '@simplewebauthn/server/helpers'
import type { AuthenticationResponse } from './passkey-response.ts'
import { type RelyingParty, userHandleOf } from './relying-party.ts'

/** As long as the challenge is good, in ms. */
const TIMEOUT_MS = 5 * 60_000

/** @param held credential ids to choose from; none: whatever the person has for this host */
export const authenticationOptions = (
  party: RelyingParty,
  held: readonly string[],
): Promise<PublicKeyCredentialRequestOptionsJSON> =>
  generateAuthenticationOptions({
    rpID: party.id,
    timeout: TIMEOUT_MS,
    userVerification: 'required',
    allowCredentials: held.map((id) => ({ id })),
  })

interface HeldPasskey {
  id: PasskeyId
  userId: UserId
  publicKey: string
  counter: number
}

const lockPasskey = async (
  tx: Transaction,
  credentialId: string,
): Promise<HeldPasskey | undefined> => {
  const [held] = await tx.rows<HeldPasskey & Record<string, unknown>>({
    name: 'lock-passkey',
    text: `SELECT id, user_id AS "userId", public_key AS "publicKey", counter
           FROM auth.passkeys WHERE credential_id = $1 FOR UPDATE`,
    values: [credentialId],
  })
  return held
}

/** The counter is judged apart, so that an authenticator that was copied is told from a forgery. */
const isSigned = async (
  party: RelyingParty,
  challenge: string,
  response: AuthenticationResponse,
  { publicKey }: HeldPasskey,
): Promise<VerifiedAuthenticationResponse['authenticationInfo'] | null> => {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...response, clientExtensionResults: {} } as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: { id: response.id, publicKey: isoBase64URL.toBuffer(publicKey), counter: 0 },
    })
    return verified ? authenticationInfo : null
  } catch {
    return null
  }
}

/** What came of an answer; `regressed`: its counter did not grow, so somebody may have a copy. */
export type PasskeyJudgement =
  | { verdict: 'right' | 'regressed'; userId: UserId; passkeyId: PasskeyId }
  | { verdict: 'wrong' }

const WRONG: PasskeyJudgement = { verdict: 'wrong' }

/**
 * Is this the answer of a passkey that we know to the challenge that we gave? A right one is noted
 * with its counter (WebAuthn Level 3, 7.2).
 */
export const judgePasskey = async (
  tx: Transaction,
  party: RelyingParty,
  challenge: string,
  response: AuthenticationResponse,
  now: Date,
): Promise<PasskeyJudgement> => {
  const held = await lockPasskey(tx, response.id)
  if (!held) return WRONG
  const { userHandle } = response.response
  if (userHandle !== undefined && userHandle !== userHandleOf(held.userId)) return WRONG
  const signed = await isSigned(party, challenge, response, held)
  if (!signed) return WRONG
  const about = { userId: held.userId, passkeyId: held.id }
  const counts = signed.newCounter > 0 || held.counter > 0
  if (counts && signed.newCounter <= held.counter) return { verdict: 'regressed', ...about }
  await tx.rows({
    name: 'use-passkey',
    text: 'UPDATE auth.passkeys SET counter = $2, last_used_at = $3 WHERE id = $1',
    values: [held.id, signed.newCounter, now],
  })
  return { verdict: 'right', ...about }
}
