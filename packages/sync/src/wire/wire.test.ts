import { createHash } from 'node:crypto'
import { Row } from '@holdfast/domain'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ClientMessage, ServerMessage } from './live.ts'
import { PROTOCOL } from './protocol.ts'
import { JoinProgress, PullReply, PullRequest } from './pull.ts'
import { Mutation, PushReply, PushRequest } from './push.ts'

const wire = { Row, PushRequest, PushReply, PullRequest, PullReply, ClientMessage, ServerMessage }

const hashOf = (schemas: typeof wire): string => {
  const shapes = Object.entries(schemas).map(([name, schema]) => [
    name,
    z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }),
  ])
  return createHash('sha256').update(JSON.stringify(shapes)).digest('hex').slice(0, 16)
}

/** A new hash means a changed wire: raise PROTOCOL and add a line; never change an old one. */
const known: Record<number, string> = {
  1: 'adbd630223097c2a',
  2: 'f26a99691e23ca61',
  3: '0cf16e602dd49273',
}

test('the wire has changed only together with PROTOCOL', () => {
  expect(hashOf(wire)).toBe(known[PROTOCOL])
})

const id = '01890000-0000-7000-8000-000000000001'

test.each([`task:${id}`, `open:${id}`, `conflict:${id}`, `member:${id}:${id}`])(
  'a join goes on from %s',
  (after) => {
    expect(JoinProgress.safeParse({ to: 1, after }).success).toBe(true)
  },
)

test.each(['', 'task:1', `task:${id}:${id}`, `member:${id}`, `task:${id}\0`, `other:${id}`])(
  'a join cannot go on from %j',
  (after) => {
    expect(JoinProgress.safeParse({ to: 1, after }).success).toBe(false)
  },
)

test('a mutation is named by what the record can keep', () => {
  const at = '2026-11-22T10:00:00.000Z'
  const mutation = { id: 1, draftId: id, version: 1, args: {}, at }
  expect(Mutation.safeParse({ ...mutation, name: 'noop' }).success).toBe(true)
  expect(Mutation.safeParse({ ...mutation, name: 'no\0op' }).success).toBe(false)
})
