import { createHash, createPublicKey, type KeyObject } from 'node:crypto'

/** An Ed25519 key (RFC 8037) with the name that tokens call it by. */
export interface SigningKey {
  kid: string
  signing: KeyObject
  verifying: KeyObject
  /** When it came to be; null: nobody knows, and it is good for as long as it is there. */
  since: Date | null
}

/** A key of the ring at some moment. */
export interface KeyStanding {
  key: SigningKey
  /** The newest one signs. */
  signs: boolean
  /** Until when an older one still verifies; null: no end is known. */
  until: Date | null
}

/** The keys that sign and verify access tokens. The newest signs; those before verify what they signed. */
export interface KeyRing {
  signing(): Promise<SigningKey>
  /** @returns undefined for a key that is unknown, or over */
  verifying(kid: string, now: Date): Promise<SigningKey | undefined>
  /** The newest first, without those that are over. */
  standing(now: Date): Promise<KeyStanding[]>
}

/** An access token of ten minutes, from a server that learnt of its key's successor a minute late. */
const OUTLIVED_BY_MS = 11 * 60_000
/** For how long keys that were read are gone by, in ms. */
const READ_EVERY = 5000
/** How often an unknown name makes the keys be read again, in ms: anybody may send one. */
const ASK_EVERY = 1000

/** @throws Error when it is no Ed25519 key */
export const signingKey = (signing: KeyObject, since: Date | null): SigningKey => {
  if (signing.asymmetricKeyType !== 'ed25519') throw new Error('the signing key must be Ed25519')
  const verifying = createPublicKey(signing)
  const kid = createHash('sha256')
    .update(verifying.export({ type: 'spki', format: 'der' }))
    .digest('base64url')
    .slice(0, 16)
  return { kid, signing, verifying, since }
}

const standingOf = (keys: readonly SigningKey[], now: Date): KeyStanding[] =>
  keys
    .map((key, place) => {
      const successor = keys[place - 1]?.since
      const until = successor ? new Date(successor.getTime() + OUTLIVED_BY_MS) : null
      return { key, signs: place === 0, until }
    })
    .filter(({ until }) => until === null || until > now)

/**
 * A ring over keys that may change while the server runs. A token by a key that is not known yet was
 * signed by a server that learnt of it first, so the keys are read again.
 * @param read the newest first, one at least
 */
export const keyRing = (read: () => Promise<readonly SigningKey[]>): KeyRing => {
  let keys: Promise<readonly SigningKey[]> | undefined
  let readAt = 0
  const known = (goneBy: number): Promise<readonly SigningKey[]> => {
    const now = performance.now()
    if (keys && now - readAt < goneBy) return keys
    readAt = now
    const before = keys
    // Keys that cannot be read at this moment are those of before.
    keys = before ? read().catch(() => before) : read()
    return keys
  }
  const standing = async (now: Date, goneBy = READ_EVERY) => standingOf(await known(goneBy), now)
  return {
    standing: (now) => standing(now),
    async signing() {
      const [newest] = await known(READ_EVERY)
      if (!newest) throw new Error('there is no signing key')
      return newest
    },
    async verifying(kid, now) {
      const named = ({ key }: KeyStanding) => key.kid === kid
      const found = (await standing(now)).find(named)
      return (found ?? (await standing(now, ASK_EVERY)).find(named))?.key
    },
  }
}

/** A ring of keys that stay as they are, the one that signs first. */
export const fixedRing = (...keys: KeyObject[]): KeyRing =>
  keyRing(async () => keys.map((key) => signingKey(key, null)))
