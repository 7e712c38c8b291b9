import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigError, decideConfig } from './config.ts'
import { readEnv } from './env.ts'
import { loadAuthKeys } from './secrets.ts'

let dataFolder: string
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'holdfast-secrets-'))
})
afterEach(() => rm(dataFolder, { recursive: true }))

const load = (env: Record<string, string> = {}) =>
  loadAuthKeys(decideConfig(readEnv({ HOLDFAST_DATA: dataFolder, ...env })))

test('the first start makes keys that nobody else can read, and later ones find them', async () => {
  const first = await load()
  const again = await load()
  expect(again.kid).toBe(first.kid)
  expect(again.token.equals(first.token)).toBe(true)
  const folder = join(dataFolder, 'secrets')
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  const names = await readdir(folder)
  expect(names.sort()).toEqual(['signing-key.pem', 'token-key'])
  for (const name of names) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
})

test('servers that start at once agree on the keys', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => load()))
  expect(new Set(all.map(({ kid, token }) => `${kid} ${token.toString('hex')}`)).size).toBe(1)
})

test('keys of the environment are used and nothing is written', async () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const keys = await load({
    HOLDFAST_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    HOLDFAST_TOKEN_KEY: Buffer.alloc(32, 7).toString('base64'),
  })
  expect(keys.signing.equals(privateKey)).toBe(true)
  expect(keys.token.equals(Buffer.alloc(32, 7))).toBe(true)
  expect(await readdir(dataFolder)).toEqual([])
})

test('a key that cannot be read is refused, saying what to give', async () => {
  const refused = load({ HOLDFAST_SIGNING_KEY: 'nonsense' })
  await expect(refused).rejects.toThrow(ConfigError)
  await expect(load({ HOLDFAST_SIGNING_KEY: 'nonsense' })).rejects.toThrow('openssl genpkey')
})
