import { AppError, type AppErrorCode, type ErrorKind } from '@holdfast/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answers, type Identity, identities, isOutside, outsiders } from './identities.ts'
import type { Rule } from './rule.ts'
import { asksForMore, rules } from './rules.ts'
import { procedures, SecurityWorld } from './security-world.ts'
import { nameless, type Stage, unknownStage } from './stage.ts'

let world: SecurityWorld
beforeAll(async () => {
  world = await SecurityWorld.open()
})
afterAll(() => world[Symbol.asyncDispose]())

const statuses: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-many': 429,
  busy: 503,
}
const statusOf = (answer: Answers[Identity]): number =>
  answer === 'ok' ? 200 : statuses[new AppError(answer satisfies AppErrorCode, '').kind]

const isQuery = (path: string) => procedures[path]?._def.type === 'query'

test('every procedure has a rule, and every rule a procedure', () => {
  expect(Object.keys(rules).sort()).toEqual(Object.keys(procedures).sort())
})

const asked = Object.entries(rules).flatMap(([path, ruled]) =>
  ruled.map((rule) => ({ path, rule, name: rule.about ? `${path}, ${rule.about}` : path })),
)

/** Asks on a stage of its own: nobody else’s deeds are in the way. */
const answered = async (path: string, rule: Rule, who: Identity, shared: Stage | null) => {
  const stage = shared ?? (await world.stage())
  const before = await world.written(stage)
  const { status, answer } = await world.call(who, path, await rule.input?.(stage, who), rule)
  const changed = (await world.written(stage)) !== before
  return { status, answer, changed }
}

describe.each(asked)('$name', ({ path, rule }) => {
  test('is answered to each identity as its rule says', async () => {
    // The owner asks first: what the others are answered may come out of the cache.
    const shared = isQuery(path) ? await world.stage() : null
    for (const who of identities) {
      const { status, answer, changed } = await answered(path, rule, who, shared)
      const expected = rule.answers[who]
      expect({ who, answer, status }).toEqual({ who, answer: expected, status: statusOf(expected) })
      if (expected !== 'ok' || isOutside(who))
        expect({ who, changed }).toEqual({ who, changed: false })
    }
  })
})

const aboutSomething = asked.filter(({ rule }) => asksForMore(rule))

test('many rules are about something that may be another person’s', () => {
  expect(aboutSomething.length).toBeGreaterThan(asked.length / 3)
})

describe.each(aboutSomething)('$name', ({ path, rule }) => {
  test('is answered for what is another’s byte for byte as for what is not there', async () => {
    const foreign = await world.stage()
    const unknown = unknownStage(foreign)
    if (isQuery(path)) await world.call('owner', path, await rule.input?.(foreign, 'owner'))
    for (const who of outsiders) {
      const said = async (stage: Stage) => {
        const input = await rule.input?.(stage, who)
        const { body } = await world.call(who, path, input)
        const inBatch = await world.callInBatch(who, path, input)
        return nameless(body + inBatch, stage)
      }
      expect(await said(foreign)).toBe(await said(unknown))
    }
  })
})
