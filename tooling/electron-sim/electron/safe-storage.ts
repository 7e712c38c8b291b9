import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strict } from '../strict.ts'
import { app } from './app.ts'

const ALGORITHM = 'aes-256-gcm'

/** Kept in the profile, so that a restart can read what was encrypted. A keyring would hide it. */
const key = (): Buffer => {
  const file = join(app.getPath('userData'), 'safe-storage-key')
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 })
  return readFileSync(file)
}

export const safeStorage = strict('safeStorage', {
  isEncryptionAvailable: () => app.isReady() && process.env.ELECTRON_SIM_NO_KEYRING !== '1',
  getSelectedStorageBackend: () => 'basic_text',
  encryptString(text: string): Buffer {
    const nonce = randomBytes(12)
    const cipher = createCipheriv(ALGORITHM, key(), nonce)
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
  },
  decryptString(encrypted: Buffer): string {
    const decipher = createDecipheriv(ALGORITHM, key(), encrypted.subarray(0, 12))
    decipher.setAuthTag(encrypted.subarray(12, 28))
    return decipher.update(encrypted.subarray(28), undefined, 'utf8') + decipher.final('utf8')
  },
})
