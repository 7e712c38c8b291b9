import type { UserId } from '@holdfast/domain'
import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  type VerifiedRegistrationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { decodeAttestationObject, isoBase64URL } from '@simplewebauthn/server/helpers'
import type { RegistrationResponse } from './passkey-response.ts'
import { type RelyingParty, userHandleOf } from './relying-party.ts'

export interface PasskeyOwner {
  id: UserId
  email: string
  displayName: string
}

/** As long as the challenge is good, in ms. */
const TIMEOUT_MS = 5 * 60_000

/** EdDSA, ES256 and RS256: what authenticators can (RFC 9053). */
const ALGORITHMS = [-8, -7, -257]

/**
 * What a browser is asked to make: a passkey that is found without a name, and that asks its person
 * for a finger, a face or a PIN. Which make it is nobody asks.
 */
export const registrationOptions = (
  party: RelyingParty,
  owner: PasskeyOwner,
  held: readonly string[],
): Promise<PublicKeyCredentialCreationOptionsJSON> =>
  generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userID: Uint8Array.from(isoBase64URL.toBuffer(userHandleOf(owner.id))),
    userName: owner.email,
    userDisplayName: owner.displayName,
    timeout: TIMEOUT_MS,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: held.map((id) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })

export interface NewPasskey {
  credentialId: string
  publicKey: string
  counter: number
  transports: string[]
}

/**
 * Attestation was not asked for. What comes with certificates all the same is turned away: whoever
 * made them could have the server look up revocation lists at addresses of their choice.
 */
const hasCertificates = (attestationObject: string): boolean => {
  const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject))
  const isPlain = ['none', 'packed'].includes(decoded.get('fmt'))
  return !isPlain || decoded.get('attStmt').get('x5c') !== undefined
}

/** @returns null for an answer that is not of this challenge, page, host, or of an authenticator that verified its person */
export const verifyRegistration = async (
  party: RelyingParty,
  challenge: string,
  response: RegistrationResponse,
): Promise<NewPasskey | null> => {
  let verified: VerifiedRegistrationResponse
  try {
    if (hasCertificates(response.response.attestationObject)) return null
    verified = await verifyRegistrationResponse({
      response: { ...response, clientExtensionResults: {} } as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    })
  } catch {
    return null
  }
  if (!verified.verified) return null
  const { id, publicKey, counter } = verified.registrationInfo.credential
  return {
    credentialId: id,
    publicKey: isoBase64URL.fromBuffer(publicKey),
    counter,
    transports: response.response.transports ?? [],
  }
}
