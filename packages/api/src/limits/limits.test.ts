import { AppError } from '@holdfast/domain'
import type { Counter } from '@holdfast/infra'
import { openBreaker } from '@holdfast/infra/breaker'
import { memoryCounter } from '@holdfast/infra/limits/memory'
import { expect, test } from 'vitest'
import { openLimits } from './limits.ts'
import { rules } from './rules.ts'

const nothing = () => undefined
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing }

const away: Counter = {
  count: () => Promise.reject(new Error('away')),
  forget: () => Promise.reject(new Error('away')),
  [Symbol.asyncDispose]: async () => undefined,
}
/** Neither answers nor fails. */
const silent: Counter = { ...away, count: () => new Promise(nothing) }

const open = (shared: Counter, factor = 1) =>
  openLimits({ shared, own: memoryCounter(), breaker: openBreaker(), factor, log })

const refusalOf = async (work: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await work.catch((reason: unknown) => reason)
  if (!(error instanceof AppError)) throw new Error('it was not refused')
  return error
}

test('what is beyond a rule is refused, saying when to ask again', async () => {
  const limits = open(memoryCounter())
  for (let i = 0; i < rules.guessesHere.most; i++) await limits.take(rules.guessesHere, 'a')
  const error = await refusalOf(limits.take(rules.guessesHere, 'a'))
  expect(error).toMatchObject({
    code: 'too-many-requests',
    kind: 'too-many',
    message: 'That was asked too often. Try again in 15 minutes.',
    retryAfter: 900,
  })
  await limits.take(rules.guessesHere, 'b')
})

test('what is given back does not count', async () => {
  const limits = open(memoryCounter())
  for (let i = 0; i < 50; i++) {
    await limits.take(rules.guessesHere, 'a')
    await limits.giveBack(rules.guessesHere, 'a')
  }
})

test('every figure is multiplied by what the operator says', async () => {
  const limits = open(memoryCounter(), 2)
  for (let i = 0; i < 2 * rules.guessesHere.most; i++) await limits.take(rules.guessesHere, 'a')
  expect(await limits.count(rules.guessesHere, 'a')).toBeGreaterThan(0)
})

test.each([
  ['fails', away],
  ['does not answer', silent],
])('while what is shared %s, guesses are refused and all else goes on', async (_, shared) => {
  const limits = open(shared)
  const error = await refusalOf(limits.take(rules.guessesHere, 'a'))
  expect(error).toMatchObject({ code: 'busy', retryAfter: 5 })
  await limits.take(rules.registrations, 'a')
  for (let i = 0; i < rules.imports.most; i++) await limits.take(rules.imports, 'a')
  expect(await limits.count(rules.imports, 'a')).toBeGreaterThan(0)
})

test('of whom is counted the counter learns nothing', async () => {
  const keys: string[] = []
  const counter: Counter = {
    ...away,
    count: async (_, key) => {
      keys.push(key)
      return 0
    },
  }
  await open(counter).take(rules.guessesHere, 'password of ada@example.org')
  expect(keys).toHaveLength(1)
  expect(keys.join()).not.toMatch(/ada|example/)
})

test('each rule has a name of its own, and says why it is as it is', () => {
  const all = Object.values(rules)
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  for (const { reason } of all) expect(reason).toMatch(/\.$/)
})

test('no account takes more wrong attempts of strangers than NIST SP 800-63B-4, 3.2.2 allows', () => {
  expect(rules.guessesOnAccount.most).toBeLessThanOrEqual(100)
  expect(rules.guessesHereDaily.most).toBeLessThanOrEqual(100)
})
