import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import type { AuthenticationResponse, RegistrationResponse } from '../factors/passkey-response.ts'
import { MAKER_CERTIFICATE, MAKER_KEY } from './maker.ts'

/** What a browser or an authenticator may do otherwise than it was asked. */
export interface Misbehaviour {
  origin?: string
  rpId?: string
  challenge?: string
  counter?: number
  verifiesPerson?: boolean
  userHandle?: string
  /** Says which make it is: by the passkey itself, or by a maker's certificate. */
  attests?: 'itself' | 'certificate'
}

interface Held {
  id: string
  key: KeyObject
  userHandle: string
  rpId: string
  counter: number
}

const PRESENT = 0x01
const VERIFIED = 0x04
const HAS_KEY = 0x40

const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest()

const authenticatorData = (
  rpId: string,
  counter: number,
  verified: boolean,
  key = Buffer.alloc(0),
): Buffer => {
  const flags = PRESENT | (verified ? VERIFIED : 0) | (key.length > 0 ? HAS_KEY : 0)
  const head = Buffer.alloc(5)
  head.writeUInt8(flags)
  head.writeUInt32BE(counter, 1)
  return Buffer.concat([sha256(rpId), head, key])
}

/** A COSE key of P-256 (RFC 9053). */
const coseKey = (key: KeyObject): Buffer => {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  const entries: [number, number | Uint8Array][] = [
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Uint8Array.from(Buffer.from(x, 'base64url'))],
    [-3, Uint8Array.from(Buffer.from(y, 'base64url'))],
  ]
  return Buffer.from(isoCBOR.encode(new Map(entries)))
}

type Statement = [fmt: string, statement: Map<string, unknown>]

/** WebAuthn Level 3, 8.2 (packed) and 8.7 (none). */
const attestationOf = (
  signed: Buffer,
  key: KeyObject,
  attests: Misbehaviour['attests'],
): Statement => {
  if (!attests) return ['none', new Map()]
  const signer = attests === 'certificate' ? MAKER_KEY : key
  const statement = new Map<string, unknown>([
    ['alg', -7],
    ['sig', Uint8Array.from(sign('sha256', signed, signer))],
  ])
  if (attests === 'certificate') statement.set('x5c', [Uint8Array.from(MAKER_CERTIFICATE)])
  return ['packed', statement]
}

/** A browser with an authenticator of one person: it counts, and asks them for a finger each time. */
export class Authenticator {
  readonly #origin: string
  readonly held: Held[] = []

  constructor(origin: string) {
    this.#origin = origin
  }

  create(
    options: PublicKeyCredentialCreationOptionsJSON,
    otherwise: Misbehaviour = {},
  ): RegistrationResponse {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const id = randomBytes(16)
    const rpId = otherwise.rpId ?? options.rp.id ?? ''
    this.held.push({
      id: id.toString('base64url'),
      key: privateKey,
      userHandle: options.user.id,
      rpId,
      counter: otherwise.counter ?? 1,
    })
    const length = Buffer.alloc(2)
    length.writeUInt16BE(id.length)
    const key = Buffer.concat([Buffer.alloc(16), length, id, coseKey(publicKey)])
    const verified = otherwise.verifiesPerson ?? true
    const authData = authenticatorData(rpId, otherwise.counter ?? 1, verified, key)
    const clientDataJSON = this.#clientData('webauthn.create', options.challenge, otherwise)
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, 'base64url'))])
    const [fmt, statement] = attestationOf(signed, privateKey, otherwise.attests)
    const attestation = new Map<string, unknown>([
      ['fmt', fmt],
      ['attStmt', statement],
      ['authData', Uint8Array.from(authData)],
    ])
    return {
      id: id.toString('base64url'),
      rawId: id.toString('base64url'),
      type: 'public-key',
      response: {
        clientDataJSON,
        attestationObject: Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  /** Answers with the newest passkey of the host, or with one that is allowed. */
  get(
    options: PublicKeyCredentialRequestOptionsJSON,
    otherwise: Misbehaviour = {},
  ): AuthenticationResponse {
    const allowed = options.allowCredentials?.map(({ id }) => id) ?? []
    const held = this.held.findLast(({ id }) => allowed.length === 0 || allowed.includes(id))
    if (!held) throw new Error('the authenticator has no such passkey')
    held.counter = otherwise.counter ?? held.counter + 1
    const verified = otherwise.verifiesPerson ?? true
    const data = authenticatorData(otherwise.rpId ?? held.rpId, held.counter, verified)
    const clientDataJSON = this.#clientData('webauthn.get', options.challenge, otherwise)
    const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, 'base64url'))])
    return {
      id: held.id,
      rawId: held.id,
      type: 'public-key',
      response: {
        clientDataJSON,
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, held.key).toString('base64url'),
        userHandle: otherwise.userHandle ?? held.userHandle,
      },
    }
  }

  #clientData(type: string, challenge: string, otherwise: Misbehaviour): string {
    const data = {
      type,
      challenge: otherwise.challenge ?? challenge,
      origin: otherwise.origin ?? this.#origin,
      crossOrigin: false,
    }
    return Buffer.from(JSON.stringify(data)).toString('base64url')
  }
}
