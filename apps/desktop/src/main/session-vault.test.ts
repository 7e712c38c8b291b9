import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserId } from '@holdfast/domain'
import { expect, test } from 'vitest'
import { type Cipher, SessionVault } from './session-vault.ts'

const ada = {
  userId: UserId.parse('0197b2f0-0000-7000-8000-00000000000a'),
  email: 'ada@example.com',
  displayName: 'Ada Bell',
}

/** Mirrors the text: enough to see that what is kept is not the text. */
const mirror = (text: string) => [...text].reverse().join('')
const keyring: Cipher = {
  isEncryptionAvailable: () => true,
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptString: (text) => Buffer.from(mirror(text)),
  decryptString: (bytes) => mirror(bytes.toString()),
}
const scramble: Cipher = { ...keyring, getSelectedStorageBackend: () => 'basic_text' }
const none: Cipher = { ...keyring, isEncryptionAvailable: () => false }
const emptied: Cipher = {
  ...keyring,
  decryptString: () => {
    throw new Error('no such key')
  },
}

const newFile = () => join(mkdtempSync(join(tmpdir(), 'vault-')), 'profile', 'session.json')

test('person and token come back after a restart, and the token is not in the file', () => {
  const file = newFile()
  new SessionVault(file, keyring).keep(ada, 'secret')
  expect(readFileSync(file, 'utf8')).not.toContain('secret')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(new SessionVault(file, keyring)).toMatchObject({ person: ada, token: 'secret' })
})

test('without encryption the token lives as long as the process', () => {
  const file = newFile()
  const vault = new SessionVault(file, none)
  vault.keep(ada, 'secret')
  expect(vault.token).toBe('secret')
  expect(readFileSync(file, 'utf8')).toContain('"sealedToken":null')
  expect(new SessionVault(file, none)).toMatchObject({ person: ada, token: null })
})

test.each([
  [keyring, 'keyring'],
  [scramble, 'file'],
  [none, 'memory'],
])('how well it is kept is said (%#)', (cipher, keeping) => {
  expect(new SessionVault(newFile(), cipher).keeping).toBe(keeping)
})

test('a keyring that lost its key costs a sign-in and not the work', () => {
  const file = newFile()
  new SessionVault(file, keyring).keep(ada, 'secret')
  expect(new SessionVault(file, emptied)).toMatchObject({ person: ada, token: null })
})

test.each(['', '{', '{"person":{}}'])('a file that says “%s” is as none', (text) => {
  const file = newFile()
  new SessionVault(file, keyring).keep(ada, 'secret')
  writeFileSync(file, text)
  expect(new SessionVault(file, keyring)).toMatchObject({ person: null, token: null })
})

test('forgetting leaves nothing', () => {
  const file = newFile()
  const vault = new SessionVault(file, keyring)
  vault.keep(ada, 'secret')
  vault.forget()
  expect(vault).toMatchObject({ person: null, token: null })
  expect(() => statSync(file)).toThrow('ENOENT')
})
