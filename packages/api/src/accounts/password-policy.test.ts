import { expect, test } from 'vitest'
import { requireStrongPassword } from './password-policy.ts'

const owner = { email: 'ada.lovelace@engine.example', firstName: 'Ada', lastName: 'Lovelace' }

const judged = (password: string): Promise<string> =>
  requireStrongPassword(password, owner).then(
    () => 'taken',
    (error: { code: string }) => error.code,
  )

test.each([
  ['many use it', 'qwerty123456'],
  ['many use it, in capitals', 'QWERTY123456'],
  ['many use it, written with signs', 'P@ssw0rd1234'],
  ['many use it, backwards', '654321ytrewq'],
  ['it repeats a word', 'passwordpassword'],
  ['it repeats a letter', 'aaaaaaaaaaaaaaaa'],
  ['it repeats a letter for 256 times', 'ü'.repeat(256)],
  ['it counts', '123456789012'],
  ['it follows the alphabet', 'abcdefghijklmnop'],
  ['it follows the keyboard', 'qwertyuiop[]'],
  ['it is the address', 'ada.lovelace@engine.example'],
  ['it is the address with a digit', 'ada.lovelace@engine.example1'],
  ['it is the name', 'AdaLovelace1'],
  ['it is our name', 'holdfast1234'],
])('refused where %s: %s', async (_, password) => {
  expect(await judged(password)).toBe('password-weak')
})

test.each([
  'correct horse battery staple',
  'plum ladder envelope 7',
  'Blaubére Zwölf Kanne',
  '正しい馬の電池とホチキス',
  '🐎🔋📎🧷🪜✉️🫐🍋🪴🧶🪁🛶',
  `${'a'.repeat(60)} plum ladder envelope`,
])('taken: %s', async (password) => {
  expect(await judged(password)).toBe('taken')
})
