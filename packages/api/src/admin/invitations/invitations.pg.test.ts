import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, PASSWORD, type Person, refusal, type World } from '../../testing/world.ts'

let world: World
let root: Person
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
  root = await world.person('Root')
})
afterAll(() => world[Symbol.asyncDispose]())

const invitations = () => root.api.admin.invitations

const stateOf = async (id: string): Promise<string | undefined> =>
  (await invitations().list({})).items.find((one) => one.id === id)?.state

const register = (email: string, invitation: string) =>
  world.asking().api.auth.register({
    email,
    password: PASSWORD,
    firstName: 'Guest',
    client: 'tool',
    invitation,
  })

test('an invitation brings its address in, once, and is listed with what became of it', async () => {
  const { id, token } = await invitations().create({ email: 'guest@example.org' })
  expect(await stateOf(id)).toBe('open')
  const secret = token ?? ''
  expect(await register('Guest@Example.org', secret)).toMatchObject({
    user: { emailVerified: true, status: 'active' },
  })
  expect(await stateOf(id)).toBe('accepted')
  expect(await refusal(register('guest2@example.org', secret))).toMatchObject({
    appCode: 'link-used-up',
  })
  expect(await refusal(invitations().create({ email: 'GUEST@example.org' }))).toMatchObject({
    appCode: 'email-taken',
  })
})

test('an invitation that is revoked, renewed or too old leads nowhere', async () => {
  const email = 'late@example.org'
  const first = await invitations().create({ email })
  const second = await invitations().create({ email: 'LATE@example.org' })
  expect(await stateOf(first.id)).toBe('revoked')
  expect(await refusal(register(email, first.token ?? ''))).toMatchObject({
    appCode: 'link-used-up',
  })
  await invitations().revoke({ id: second.id })
  await invitations().revoke({ id: second.id })
  expect(await stateOf(second.id)).toBe('revoked')
  expect(await refusal(register(email, second.token ?? ''))).toMatchObject({
    appCode: 'link-used-up',
  })
  const third = await invitations().create({ email })
  world.clock.now = new Date(world.clock.now.getTime() + 8 * 24 * 3600 * 1000)
  expect(await refusal(register(email, third.token ?? ''))).toMatchObject({
    appCode: 'link-used-up',
  })
})

test('of an address one invitation is open, however many ask at once', async () => {
  const again = await world.asking().api.auth.login({
    email: 'root@example.org',
    password: PASSWORD,
    client: 'tool',
  })
  if (!('accessToken' in again)) throw new Error('signed in')
  const { api } = world.asking({ bearer: again.accessToken })
  await Promise.all(
    Array.from({ length: 4 }, () => api.admin.invitations.create({ email: 'rush@example.org' })),
  )
  const { items } = await api.admin.invitations.list({})
  const rush = items.filter(({ email }) => email === 'rush@example.org')
  expect(rush).toHaveLength(4)
  expect(rush.filter(({ state }) => state === 'open')).toHaveLength(1)
  const unknown = crypto.randomUUID() as (typeof items)[number]['id']
  expect(await refusal(api.admin.invitations.revoke({ id: unknown }))).toMatchObject({
    code: 'NOT_FOUND',
    appCode: 'invitation-not-found',
  })
})
