import { AppError } from '@holdfast/domain'
import { openBreaker } from '@holdfast/infra/breaker'
import { memoryCounter } from '@holdfast/infra/limits/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../testing/world.ts'
import { limitGuesses } from './guesses.ts'
import { type Limits, openLimits } from './limits.ts'
import { rules } from './rules.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
})
afterAll(() => world[Symbol.asyncDispose]())

/** Limits that are in force, and what was counted by each rule. */
const counting = (): { limits: Limits; keys: Set<string> } => {
  const keys = new Set<string>()
  const limits = openLimits({
    ...{ shared: memoryCounter(), own: memoryCounter(), breaker: openBreaker(), factor: 1 },
    log: world.services.log,
  })
  const count: Limits['count'] = (rule, key) => {
    keys.add(`${rule.name} ${key}`)
    return limits.count(rule, key)
  }
  return { limits: { ...limits, count }, keys }
}

const wrong = () => Promise.reject(new AppError('wrong-credentials', 'wrong'))

const guessing = (limits: Limits, isKnown = false) => {
  const { ctx } = world.asking({ ip: '198.51.100.7' })
  const asked = { ...ctx, services: { ...ctx.services, limits } }
  return (whose: string): Promise<string> =>
    limitGuesses(asked, { of: whose, browser: null, isKnownAt: async () => isKnown }, wrong).catch(
      (error: AppError) => error.code,
    )
}

test('whoever goes on from one network leaves nothing behind of each account that they name', async () => {
  const { limits, keys } = counting()
  const guess = guessing(limits)
  for (let i = 0; i < rules.guessesFrom.most; i++)
    expect(await guess(`somebody ${i}`)).toBe('wrong-credentials')
  const before = keys.size
  for (let i = 0; i < 200; i++) expect(await guess(`nobody ${i}`)).toBe('too-many-requests')
  expect(keys.size).toBe(before)
})

test('whoever is refused for one account uses up nothing of who shares the network', async () => {
  const { limits } = counting()
  const guess = guessing(limits)
  for (let i = 0; i < rules.guessesHere.most; i++) await guess('own')
  for (let i = 0; i < 2 * rules.guessesFrom.most; i++)
    expect(await guess('own')).toBe('too-many-requests')
  expect(await guess('a colleague')).toBe('wrong-credentials')
})
