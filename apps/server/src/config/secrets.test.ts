import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuthKeys } from '@holdfast/api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigError, decideConfig } from './config.ts'
import { readEnv } from './env.ts'
import { loadAuthKeys } from './secrets.ts'
import { rotateKeys } from './signing-keys.ts'

let dataFolder: string
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'holdfast-secrets-'))
})
afterEach(() => rm(dataFolder, { recursive: true }))

const load = (env: Record<string, string> = {}) =>
  loadAuthKeys(decideConfig(readEnv({ HOLDFAST_DATA: dataFolder, ...env })))

const kidOf = async ({ ring }: AuthKeys): Promise<string> => (await ring.signing()).kid

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

test('the first start makes keys that nobody else can read, and later ones find them', async () => {
  const first = await load()
  const again = await load()
  expect(await kidOf(again)).toBe(await kidOf(first))
  expect(again.token.equals(first.token)).toBe(true)
  const folder = join(dataFolder, 'secrets')
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  const names = await readdir(folder)
  expect(names.sort()).toEqual(['signing-key.pem', 'token-key'])
  for (const name of names) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
})

test('servers that start at once agree on the keys', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => load()))
  const each = all.map(async (keys) => `${await kidOf(keys)} ${keys.token.toString('hex')}`)
  expect(new Set(await Promise.all(each)).size).toBe(1)
})

test('keys of the environment are used and nothing is written', async () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const keys = await load({
    HOLDFAST_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    HOLDFAST_TOKEN_KEY: Buffer.alloc(32, 7).toString('base64'),
  })
  expect((await keys.ring.signing()).signing.equals(privateKey)).toBe(true)
  expect(keys.token.equals(Buffer.alloc(32, 7))).toBe(true)
  expect(await readdir(dataFolder)).toEqual([])
})

test('a key that cannot be read is refused, saying what to give', async () => {
  const refused = load({ HOLDFAST_SIGNING_KEY: 'nonsense' })
  await expect(refused).rejects.toThrow(ConfigError)
  await expect(load({ HOLDFAST_SIGNING_KEY: 'nonsense' })).rejects.toThrow('openssl genpkey')
})

test('of several keys of the environment the first signs and all verify', async () => {
  const [one, two] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')]
  const { ring } = await load({
    HOLDFAST_SIGNING_KEY: `${pemOf(one.privateKey)}${pemOf(two.privateKey)}`,
    HOLDFAST_TOKEN_KEY: Buffer.alloc(32, 7).toString('base64'),
  })
  expect((await ring.signing()).signing.equals(one.privateKey)).toBe(true)
  const standing = await ring.standing(new Date())
  expect(standing.map(({ signs, until }) => ({ signs, until }))).toEqual([
    { signs: true, until: null },
    { signs: false, until: null },
  ])
})

test('a key of another kind is refused', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await expect(load({ HOLDFAST_SIGNING_KEY: pemOf(privateKey) })).rejects.toThrow('not Ed25519')
})

test('a rotation keeps one key more, which signs, and takes away those that are over', async () => {
  const folder = join(dataFolder, 'secrets')
  const first = await kidOf(await load())
  const second = await rotateKeys(folder, new Date())
  const { ring } = await load()
  const standing = await ring.standing(new Date())
  expect(standing.map(({ key }) => key.kid)).toEqual([second, first])
  expect((await stat(join(folder, 'signing-key-0002.pem'))).mode & 0o777).toBe(0o600)
  const anHourAgo = new Date(Date.now() - 60 * 60_000)
  await utimes(join(folder, 'signing-key-0002.pem'), anHourAgo, anHourAgo)
  const third = await rotateKeys(folder, new Date())
  const names = (await readdir(folder)).sort()
  expect(names).toEqual(['signing-key-0002.pem', 'signing-key-0003.pem', 'token-key'])
  expect(await kidOf(await load())).toBe(third)
})
