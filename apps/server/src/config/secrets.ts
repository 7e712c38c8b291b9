import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
} from 'node:crypto'
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AuthKeys, authKeys } from '@holdfast/api'
import { StartError } from '../start-error.ts'
import { type Config, ConfigError } from './config.ts'

const newSigningKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const newTokenKey = (): string => randomBytes(32).toString('base64')

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

/** @throws StartError for a file that another account may read or write */
const requirePrivate = async (file: string): Promise<void> => {
  if (((await stat(file)).mode & 0o077) !== 0)
    throw new StartError(`${file} is a secret that others can read: chmod 600 it.`)
}

/** Reads a secret that only this account may read; the first one to start makes it. */
const keep = async (folder: string, name: string, make: () => string): Promise<string> => {
  const file = join(folder, name)
  try {
    await requirePrivate(file)
    return await readFile(file, 'utf8')
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
  // Linked into place whole: of two processes that start at once, both end up with the same secret.
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, make(), { mode: 0o600, flush: true })
  try {
    await link(draft, file)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    await rm(draft)
  }
  return readFile(file, 'utf8')
}

const parseSigningKey = (pem: string): KeyObject => {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new ConfigError(
      'HOLDFAST_SIGNING_KEY',
      `… (${cause instanceof Error ? cause.message : 'unreadable'})`,
      'give a PKCS#8 PEM, as `openssl genpkey -algorithm ed25519` prints it.',
    )
  }
}

/** From the configuration, or kept in `secrets/` of the data folder, which nobody else can read. */
export const loadAuthKeys = async (config: Config): Promise<AuthKeys> => {
  const folder = join(config.dataFolder, 'secrets')
  if (!config.signingKey || !config.tokenKey) {
    await mkdir(folder, { recursive: true })
    await chmod(folder, 0o700)
  }
  const signing = config.signingKey ?? (await keep(folder, 'signing-key.pem', newSigningKey))
  const token =
    config.tokenKey ?? Buffer.from(await keep(folder, 'token-key', newTokenKey), 'base64')
  return authKeys(parseSigningKey(signing), token)
}
