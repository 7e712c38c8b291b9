import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { LastPerson } from '@holdfast/client'
import type { SessionKeeping } from '@holdfast/client/desktop'
import { z } from 'zod'

/** The part of Electron's `safeStorage` that is used. */
export interface Cipher {
  isEncryptionAvailable(): boolean
  /** Only on Linux; 'basic_text' is a fixed password: no more than a scramble. */
  getSelectedStorageBackend?(): string
  encryptString(text: string): Buffer
  decryptString(encrypted: Buffer): string
}

const Kept = z.object({ person: LastPerson, sealedToken: z.base64().nullable() })

/** Who works here, and the secret that renews their session, over restarts. */
export class SessionVault {
  readonly #file: string
  readonly #cipher: Cipher
  #person: LastPerson | null = null
  #token: string | null = null

  constructor(file: string, cipher: Cipher) {
    this.#file = file
    this.#cipher = cipher
    const kept = existsSync(file) ? Kept.safeParse(parse(readFileSync(file, 'utf8'))) : undefined
    if (!kept?.success) return
    this.#person = kept.data.person
    this.#token = this.#unseal(kept.data.sealedToken)
  }

  get person(): LastPerson | null {
    return this.#person
  }

  get token(): string | null {
    return this.#token
  }

  get keeping(): SessionKeeping {
    if (!this.#cipher.isEncryptionAvailable()) return 'memory'
    return this.#cipher.getSelectedStorageBackend?.() === 'basic_text' ? 'file' : 'keyring'
  }

  keep(person: LastPerson, token: string): void {
    this.#person = person
    this.#token = token
    const sealedToken =
      this.keeping === 'memory' ? null : this.#cipher.encryptString(token).toString('base64')
    mkdirSync(dirname(this.#file), { recursive: true })
    // A rename, so that a power cut leaves the old one or the new one.
    const next = `${this.#file}.new`
    writeFileSync(next, JSON.stringify({ person, sealedToken }), { mode: 0o600, flush: true })
    renameSync(next, this.#file)
  }

  forget(): void {
    this.#person = null
    this.#token = null
    rmSync(this.#file, { force: true })
  }

  /** A keyring that was emptied or exchanged costs a sign-in, not the work. */
  #unseal(sealed: string | null): string | null {
    if (sealed === null || this.keeping === 'memory') return null
    try {
      return this.#cipher.decryptString(Buffer.from(sealed, 'base64'))
    } catch {
      return null
    }
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
