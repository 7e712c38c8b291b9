import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from './identities.ts'
import { rules } from './rules.ts'
import { procedures, SecurityWorld } from './security-world.ts'

let world: SecurityWorld
beforeAll(async () => {
  world = await SecurityWorld.open()
})
afterAll(() => world[Symbol.asyncDispose]())

/** Of one's own account, which no token looks after, and of others', which the owner does not. */
const closedToTokens = /^(account|sessions|factors|tokens|admin)\./

/** Those that need somebody, and may be asked by a tool. */
const asked = Object.entries(rules).flatMap(([path, [rule]]) =>
  rule?.answers.stranger === 'unauthenticated' ? [{ path, rule }] : [],
)

const reads = (path: string): boolean => {
  const of = procedures[path]?._def
  return of?.type === 'query' || of?.meta?.reads === true
}

test.each(['read', 'write'] as const)(
  'a personal access token to %s does that of all procedures and nothing else',
  async (scope) => {
    const { owner } = world.people
    const session = owner.token
    const password = 'correct horse battery staple'
    const input = { name: 'Tool', scopes: [scope], expiresInDays: 1, password }
    const { body } = await world.call('owner', 'tokens.create', input)
    owner.token = JSON.parse(body).result.data.token
    const wrong: unknown[] = []
    for (const { path, rule } of asked) {
      const stage = await world.stage()
      const { answer } = await world.call('owner', path, await rule.input?.(stage, 'owner'))
      const isMeant = !closedToTokens.test(path) && reads(path) === (scope === 'read')
      const expected: Answer = isMeant ? rule.answers.owner : 'forbidden'
      if (answer !== expected) wrong.push({ path, answer, expected })
    }
    owner.token = session
    expect(wrong).toEqual([])
  },
)
