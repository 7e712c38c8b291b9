import { randomBytes } from 'node:crypto'
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type AuthKeys, authKeys } from '@holdfast/api'
import type { Config } from './config.ts'
import { keep } from './kept-secrets.ts'
import { openKeyRing } from './signing-keys.ts'

const newTokenKey = (): string => randomBytes(32).toString('base64')

/** Where secrets are kept that the configuration does not give. */
export const secretsFolderOf = (config: Config): string => join(config.dataFolder, 'secrets')

/** From the configuration, or kept in `secrets/` of the data folder, which nobody else can read. */
export const loadAuthKeys = async (config: Config): Promise<AuthKeys> => {
  const folder = secretsFolderOf(config)
  if (!config.signingKey || !config.tokenKey) {
    await mkdir(folder, { recursive: true })
    await chmod(folder, 0o700)
  }
  const ring = await openKeyRing(config, folder)
  const token =
    config.tokenKey ?? Buffer.from(await keep(folder, 'token-key', newTokenKey), 'base64')
  return authKeys(ring, token)
}
