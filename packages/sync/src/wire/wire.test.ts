import { createHash } from 'node:crypto'
import { Row } from '@holdfast/domain'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ClientMessage, ServerMessage } from './live.ts'
import { PROTOCOL } from './protocol.ts'
import { PullReply, PullRequest } from './pull.ts'
import { PushReply, PushRequest } from './push.ts'

const wire = { Row, PushRequest, PushReply, PullRequest, PullReply, ClientMessage, ServerMessage }

const hashOf = (schemas: typeof wire): string => {
  const shapes = Object.entries(schemas).map(([name, schema]) => [
    name,
    z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }),
  ])
  return createHash('sha256').update(JSON.stringify(shapes)).digest('hex').slice(0, 16)
}

/** A new hash means a changed wire: raise PROTOCOL and add a line; never change an old one. */
const known: Record<number, string> = { 1: 'adbd630223097c2a' }

test('the wire has changed only together with PROTOCOL', () => {
  expect(hashOf(wire)).toBe(known[PROTOCOL])
})
