import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { AppError } from '@holdfast/domain'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { authKeys } from './auth/auth-keys.ts'
import { readCursor, writeCursor } from './page.ts'

const keys = authKeys(generateKeyPairSync('ed25519').privateKey, randomBytes(32))
const Position = z.tuple([z.string(), z.number()])
const scope = ['tasks.list', 'ada', { status: ['todo'] }]
const cursor = writeCursor(keys, scope, ['a', 1])

test('a cursor leads back to its position', () => {
  expect(readCursor(keys, scope, cursor, Position)).toEqual(['a', 1])
  expect(readCursor(keys, scope, null, Position)).toBeNull()
  expect(readCursor(keys, scope, undefined, Position)).toBeNull()
})

const position = Buffer.from(JSON.stringify(['b', 2])).toString('base64url')

test.each([
  ['another caller', ['tasks.list', 'bob', { status: ['todo'] }], cursor],
  ['other filters', ['tasks.list', 'ada', { status: ['completed'] }], cursor],
  ['another list', ['tasks.search', 'ada', { status: ['todo'] }], cursor],
  ['a changed position', scope, `${position}.${cursor.split('.')[1]}`],
  ['no seal', scope, cursor.split('.')[0] ?? ''],
  ['more after the seal', scope, `${cursor}.x`],
  ['no sense', scope, 'null'],
  ['nothing', scope, ''],
])('a cursor with %s is refused as bad-cursor', (_, forScope, given) => {
  const read = () => readCursor(keys, forScope, given, Position)
  expect(read).toThrow(AppError)
  expect(read).toThrow(expect.objectContaining({ code: 'bad-cursor' }))
})
