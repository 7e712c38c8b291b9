import { type MutatorName, mutators } from '@holdfast/domain'
import { MAX_PUSH, type MutationResult, PROTOCOL } from '@holdfast/sync'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { putAt, spoiledAt } from './bad-inputs.ts'
import {
  type Asked,
  askerOf,
  everyBadInput,
  type Held,
  idIn,
  sampleFor,
  takesInput,
} from './every-bad-input.ts'
import { type Sample, sampleOf, shapeOf } from './places.ts'
import { digestRecord } from './record-digest.ts'
import { SecurityWorld } from './security-world.ts'
import { type Stage, unknownStage } from './stage.ts'

let world: SecurityWorld
let stage: Stage
beforeAll(async () => {
  world = await SecurityWorld.open()
  stage = await world.stage()
})
afterAll(() => world[Symbol.asyncDispose]())

const held = (of: Stage): Held => ({ ...of, owner: of.people.owner.id })

test('most inputs would be good but for what is spoiled', () => {
  const { owner } = stage.people
  const nobody = unknownStage({ people: { ...stage.people, owner }, signIn: async () => '' })
  const good = takesInput.filter(
    (one) => one.schema.safeParse(sampleFor(one, held(nobody)).value).success,
  )
  expect(good.length).toBeGreaterThan(takesInput.length * 0.75)
})

/** What is not for those who have nothing to do with the stage. */
const foreign = () => [stage.people.owner.email, 'Water the beans', 'Garden']

/** Sends them some at a time. @returns those that were not refused, or said more than that */
const letThrough = async (asked: readonly Asked[]): Promise<string[]> => {
  const wrong: string[] = []
  const waiting = [...asked]
  const send = async () => {
    for (let one = waiting.pop(); one; one = waiting.pop()) {
      const { path, who, spoil } = one
      const { status, body } = await world.send(who, path, spoil.json)
      const isRefused = status >= 400 && status < 500
      if (!isRefused || foreign().some((text) => body.includes(text)))
        wrong.push(`${path} with ${spoil.what}: ${status} ${body.slice(0, 200)}`)
    }
  }
  await Promise.all(Array.from({ length: 6 }, send))
  return wrong
}

const digest = (pushed = false) => digestRecord(world.served.server.services.db, { pushed })

test('the record is looked at wherever requests change it', async () => {
  const before = await digest()
  const changing: [path: string, input: unknown][] = [
    ['notifications.markRead', { ids: [stage.notification] }],
    ['tokens.revoke', { id: stage.accessToken }],
    ['tasks.setStatus', { id: stage.task, status: 'in_review' }],
  ]
  for (const [path, input] of changing)
    expect({ path, ...(await world.call('owner', path, input)) }).toMatchObject({ answer: 'ok' })
  const after = await digest()
  const changed = Object.keys(after).filter((name) => after[name] !== before[name])
  const expected = ['users.notifications', 'auth.personal_access_tokens', 'tasks.tasks']
  expect(changed).toEqual(expect.arrayContaining([...expected, 'audit.activity_log']))
})

/** Sent between two looks at the record. */
const CHUNK = 400

const refused = async (asked: readonly Asked[]) => {
  const before = await digest()
  expect(await letThrough(asked)).toEqual([])
  expect(await digest()).toEqual(before)
}

test('a bad input is refused as such, changes nothing and shows nothing of others', async () => {
  const all = everyBadInput(held(stage))
  for (let start = 0; start < all.length; start += CHUNK)
    await refused(all.slice(start, start + CHUNK))
  expect(all.length).toBeGreaterThanOrEqual(2000)
})

/** Any JSON at all, texts of any code units among it. */
const anyJson = fc.oneof(
  fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }),
  fc.string({ unit: 'binary', maxLength: 60 }).map((text) => `${text}\0`),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, -0.1, '\ud800', '‮', '', '\r\nBcc: eve@example.org'),
)

test('whatever stands anywhere breaks nothing, and of others nothing is shown or changed', async () => {
  const inputs = takesInput.map((one) => ({ ...one, ...sampleFor(one, held(stage)) }))
  const anywhere = fc
    .constantFrom(...inputs)
    .chain((input) => fc.tuple(fc.constant(input), fc.constantFrom(...input.places), anyJson))
  const before = await world.written(stage)
  await fc.assert(
    fc.asyncProperty(anywhere, async ([{ path, schema, value }, place, put]) => {
      const input = putAt(value, place.path, put)
      const who = askerOf(path) === 'stranger' ? 'stranger' : 'other'
      const { status, body } = await world.send(who, path, JSON.stringify(input))
      expect(status).toBeLessThan(500)
      if (!schema.safeParse(input).success) expect(status).toBeGreaterThanOrEqual(400)
      expect(foreign().filter((text) => body.includes(text))).toEqual([])
    }),
    { numRuns: 400, endOnFailure: true },
  )
  expect(await world.written(stage)).toBe(before)
})

test('a bad argument of a mutation is rejected as such and changes nothing', async () => {
  const names = Object.keys(mutators) as MutatorName[]
  const sampled = names.map((name): [MutatorName, Sample] => [
    name,
    sampleOf(shapeOf(mutators[name].args), idIn(held(stage), name)),
  ])
  const spoiled = sampled.flatMap(([name, { value, places }]) =>
    places.flatMap((place) => spoiledAt(value, place)).map((spoil) => ({ name, ...spoil })),
  )
  expect(spoiled.length).toBeGreaterThan(1000)
  const before = await digest(true)
  const at = '2026-11-22T10:00:00.000Z'
  // The longest texts would make the push itself too long.
  const short = spoiled.filter(({ json }) => json.length < 500)
  for (let start = 0; start < short.length; start += MAX_PUSH) {
    const some = short.slice(start, start + MAX_PUSH)
    const mutations = some.map(
      ({ name, json }, i) =>
        `{"id":${i + 1},"draftId":"${crypto.randomUUID()}","name":"${name}","version":${mutators[name].version},"args":${json},"at":"${at}"}`,
    )
    const clientId = crypto.randomUUID()
    const push = `{"protocol":${PROTOCOL},"epoch":null,"clientId":"${clientId}","mutations":[${mutations}]}`
    const { body } = await world.send('owner', 'sync.push', push)
    const { results } = JSON.parse(body).result.data as { results: MutationResult[] }
    const through = some.filter((_, i) => {
      const result = results[i]
      return result?.status !== 'rejected' || result.code !== 'bad-input'
    })
    expect(through.map(({ name, what }) => `${name} with ${what}`)).toEqual([])
  }
  expect(await digest(true)).toEqual(before)
})
