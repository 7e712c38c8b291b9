import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { rotateKeys } from '../config/signing-keys.ts'
import { type ServedForTest, serveForTest } from '../testing/serve.ts'

let dataFolder: string
let served: ServedForTest
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'holdfast-keys-'))
  served = await serveForTest({ dataFolder })
})
afterAll(async () => {
  await served[Symbol.asyncDispose]()
  await rm(dataFolder, { recursive: true, force: true })
})

interface PublicKey extends JsonWebKey {
  kid: string
}

const keySet = async (): Promise<PublicKey[]> => {
  const response = await fetch(`${served.url}/.well-known/jwks.json`)
  return ((await response.json()) as { keys: PublicKey[] }).keys
}

const headerOf = (authorization: string): { kid: string; alg: string; typ: string } =>
  JSON.parse(Buffer.from(authorization.slice(7).split('.')[0] ?? '', 'base64url').toString())

test('whoever has the public keys can tell whose tokens are this server’s, and sign none', async () => {
  const { authorization } = await served.signUp()
  const [head, body, signature = ''] = authorization.slice(7).split('.')
  const header = headerOf(authorization)
  expect(header).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' })
  const key = (await keySet()).find(({ kid }) => kid === header.kid)
  expect(key).toEqual({
    ...{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' },
    ...{ kid: header.kid, x: expect.any(String) },
  })
  const publicKey = createPublicKey({ key: key ?? {}, format: 'jwk' })
  const text = Buffer.from(`${head}.${body}`)
  expect(verify(null, text, publicKey, Buffer.from(signature, 'base64url'))).toBe(true)
})

test('a key that the operator adds signs at a running server, and tokens of before are good', async () => {
  const before = await served.signUp()
  const kid = await rotateKeys(join(dataFolder, 'secrets'), new Date())
  const after = await vi.waitUntil(
    async () => {
      const fresh = await served.signUp()
      return headerOf(fresh.authorization).kid === kid && fresh
    },
    { timeout: 30_000, interval: 500 },
  )
  for (const headers of [before, after])
    expect((await served.query('users.me', undefined, headers)).status).toBe(200)
  const kids = (await keySet()).map((key) => key.kid)
  expect(kids).toEqual([kid, headerOf(before.authorization).kid])
})
