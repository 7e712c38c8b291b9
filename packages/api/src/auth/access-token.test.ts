import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto'
import { AppError, SessionId, UserId } from '@holdfast/domain'
import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { mintAccessToken, proveAccessToken } from './access-token.ts'
import { type AuthKeys, authKeys, sha256 } from './auth-keys.ts'

const newKeys = (): AuthKeys => authKeys(generateKeyPairSync('ed25519').privateKey, randomBytes(32))

const keys = newKeys()
const { kid, verifying } = await keys.ring.signing()
const now = new Date('2026-11-22T10:00:00.000Z')
const session = {
  id: SessionId.parse('0190a000-0000-7000-8000-000000000001'),
  userId: UserId.parse('0190a000-0000-7000-8000-000000000002'),
}

const claims = { sid: session.id, sec: 'x', sub: session.userId }
const header = { alg: 'EdDSA', kid, typ: 'at+jwt' }
const seconds = now.getTime() / 1000

const signed = async (change: {
  header?: Partial<typeof header>
  isNameless?: boolean
  issuer?: string
  audience?: string
  expires?: number
  key?: AuthKeys
}): Promise<string> => {
  const { kid: _, ...nameless } = header
  return new SignJWT(claims)
    .setProtectedHeader(change.isNameless ? nameless : { ...header, ...change.header })
    .setIssuer(change.issuer ?? 'holdfast')
    .setAudience(change.audience ?? 'holdfast')
    .setExpirationTime(change.expires ?? seconds + 60)
    .sign((await (change.key ?? keys).ring.signing()).signing)
}

test('a token that was minted here is proven, with the hash of its session’s secret', async () => {
  const { token, expiresAt } = await mintAccessToken(keys, session, now)
  expect(expiresAt.toISOString()).toBe('2026-11-22T10:10:00.000Z')
  const proven = await proveAccessToken(keys, token, now)
  expect(proven).toMatchObject({ userId: session.userId, sessionId: session.id, expiresAt })
  const { sec } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  expect(proven.tokenHash).toBe(sha256(sec))
})

test('the forged tokens below would be good but for what is wrong with them', async () => {
  expect(await proveAccessToken(keys, await signed({}), now)).toMatchObject({
    userId: session.userId,
  })
})

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** Right in everything but the algorithm that it names. */
const naming = (alg: string): string =>
  `${encode({ ...header, alg })}.${encode({
    ...claims,
    iss: 'holdfast',
    aud: 'holdfast',
    exp: seconds + 60,
  })}`

const hmacToken = (): string => {
  const text = naming('HS256')
  const publicKey = verifying.export({ type: 'spki', format: 'pem' })
  return `${text}.${createHmac('sha256', publicKey).update(text).digest('base64url')}`
}

test.each<[string, () => Promise<string> | string]>([
  ['another key', () => signed({ key: newKeys() })],
  ['another kid', () => signed({ header: { kid: 'other' } })],
  ['another issuer', () => signed({ issuer: 'elsewhere' })],
  ['another audience', () => signed({ audience: 'elsewhere' })],
  ['no kid', () => signed({ isNameless: true })],
  ['another type', () => signed({ header: { typ: 'JWT' } })],
  ['an end that has passed', () => signed({ expires: seconds - 1 })],
  // Of the right key (RFC 9864): only the list of algorithms turns it away.
  ['the same algorithm by another name', () => signed({ header: { alg: 'Ed25519' } })],
  ['no algorithm', () => `${naming('none')}.`],
  ['an algorithm spelled NoNe', () => `${naming('NoNe')}.`],
  ['no signature', () => `${naming('EdDSA')}.`],
  ['a public key used as a shared secret', hmacToken],
  ['no sense', () => 'a.b.c'],
  ['nothing', () => ''],
])('a token with %s is refused', async (_, make) => {
  const token = await make()
  const refused = await proveAccessToken(keys, token, now).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(AppError)
  expect((refused as AppError).code).toBe('unauthenticated')
})
