import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type KeyRing, keyRing, type SigningKey, signingKey } from '@holdfast/api'
import { type Config, ConfigError } from './config.ts'
import { keep, keepNew, readPrivate } from './kept-secrets.ts'

/** Files of the keys that sign access tokens, numbered as they came. */
const FILE = /^signing-key(?:-(\d{4}))?\.pem$/
const FIRST = 'signing-key.pem'

const nameOf = (number: number): string =>
  number === 1 ? FIRST : `signing-key-${String(number).padStart(4, '0')}.pem`

const newPem = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const parseKey = (name: string, pem: string): KeyObject => {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
    throw new Error('not Ed25519')
  } catch (cause) {
    throw new ConfigError(
      name,
      `… (${cause instanceof Error ? cause.message : 'unreadable'})`,
      'give a PKCS#8 PEM, as `openssl genpkey -algorithm ed25519` prints it.',
    )
  }
}

const PEM = /-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g

/** One PEM after the other: the first signs, the others verify for as long as they are listed. */
const listedKeys = (pems: string): SigningKey[] =>
  (pems.match(PEM) ?? [pems]).map((pem) => signingKey(parseKey('HOLDFAST_SIGNING_KEY', pem), null))

const numbersIn = async (folder: string): Promise<number[]> =>
  (await readdir(folder))
    .flatMap((name) => {
      const [file, number = '1'] = FILE.exec(name) ?? []
      return file ? [Number(number)] : []
    })
    .sort((a, b) => b - a)

/** The keys that are kept in a folder, the newest first; the first to ask makes one. */
const keptKeys = async (folder: string): Promise<SigningKey[]> => {
  const numbers = await numbersIn(folder)
  if (numbers.length === 0) {
    await keep(folder, FIRST, newPem)
    return keptKeys(folder)
  }
  return Promise.all(
    numbers.map(async (number) => {
      const file = join(folder, nameOf(number))
      const [pem, { mtime }] = await Promise.all([readPrivate(file), stat(file)])
      return signingKey(parseKey(file, pem), mtime)
    }),
  )
}

/**
 * The keys of a server: those of HOLDFAST_SIGNING_KEY, or those that are kept in `secrets/` of the data
 * folder, where a running server finds a new one by itself.
 */
export const openKeyRing = async (config: Config, folder: string): Promise<KeyRing> => {
  const { signingKey: listed } = config
  const keys = listed === null ? null : listedKeys(listed)
  const ring = keyRing(async () => keys ?? keptKeys(folder))
  await ring.signing()
  return ring
}

/**
 * Keeps one more key, which signs from then on, and takes away those that are over.
 * @returns the name that tokens will call it by
 */
export const rotateKeys = async (folder: string, now: Date): Promise<string> => {
  const kept = await keptKeys(folder)
  const numbers = await numbersIn(folder)
  const standing = await keyRing(async () => kept).standing(now)
  const good = new Set(standing.map(({ key }) => key.kid))
  await keepNew(folder, nameOf((numbers[0] ?? 0) + 1), newPem)
  await Promise.all(
    kept.flatMap(({ kid }, place) => {
      const number = numbers[place]
      return good.has(kid) || number === undefined ? [] : [rm(join(folder, nameOf(number)))]
    }),
  )
  const [newest] = await keptKeys(folder)
  return newest?.kid ?? ''
}
