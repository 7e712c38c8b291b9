import { type MutatorName, mutators } from '@holdfast/domain'
import { type MutationResult, PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, type Identity, identities, isOutside, outsiders } from './identities.ts'
import { mutationRules } from './mutation-rules.ts'
import { asksForMore } from './rules.ts'
import { SecurityWorld } from './security-world.ts'
import { nameless, type Stage, unknownStage } from './stage.ts'

let world: SecurityWorld
beforeAll(async () => {
  world = await SecurityWorld.open()
})
afterAll(() => world[Symbol.asyncDispose]())

const at = '2026-11-22T10:00:00.000Z'

/** Pushes a noop and then the mutation, as a device that is new. */
const pushed = (who: Identity, name: MutatorName, args: unknown) => {
  const { version } = mutators[name]
  const mutations = [
    { id: 1, draftId: crypto.randomUUID(), name: 'noop', version: 1, args: {}, at },
    { id: 2, draftId: crypto.randomUUID(), name, version, args, at },
  ]
  const clientId = crypto.randomUUID()
  return world.call(who, 'sync.push', { protocol: PROTOCOL, epoch: null, clientId, mutations })
}

const resultIn = (body: string): Answer => {
  const { result, error } = JSON.parse(body) as {
    result?: { data: { results: MutationResult[] } }
    error?: { data: { appCode: Answer } }
  }
  if (error) return error.data.appCode
  const last = result?.data.results.at(-1)
  if (last?.status === 'rejected') return last.code as Answer
  if (last?.status === 'applied') return 'ok'
  throw new Error(`the mutation is ${last?.status}`)
}

const asked = Object.entries(mutationRules).flatMap(([key, ruled]) =>
  ruled.map((rule) => {
    const mutation = key as MutatorName
    return { mutation, rule, name: rule.about ? `${key}, ${rule.about}` : key }
  }),
)

test('every mutation has a rule', () => {
  expect(Object.keys(mutationRules).sort()).toEqual(Object.keys(mutators).sort())
})

describe.each(asked)('$name', ({ mutation, rule }) => {
  test('is decided for each identity as its rule says', async () => {
    for (const who of identities) {
      const stage = await world.stage()
      const before = await world.written(stage)
      const { body } = await pushed(who, mutation, rule.input?.(stage, who))
      const changed = (await world.written(stage)) !== before
      const expected = rule.answers[who]
      expect({ who, answer: resultIn(body) }).toEqual({ who, answer: expected })
      if (expected !== 'ok' || isOutside(who))
        expect({ who, changed }).toEqual({ who, changed: false })
    }
  })
})

test.each(asked.filter(({ rule }) => asksForMore(rule)))(
  '$name is answered for what is another’s byte for byte as for what is not there',
  async ({ mutation, rule }) => {
    const foreign = await world.stage()
    const said = async (who: Identity, stage: Stage) => {
      const { body } = await pushed(who, mutation, rule.input?.(stage, who))
      return nameless(body, stage)
    }
    for (const who of outsiders)
      expect(await said(who, foreign)).toBe(await said(who, unknownStage(foreign)))
  },
)
