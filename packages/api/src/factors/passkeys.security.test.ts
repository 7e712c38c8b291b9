import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Authenticator, type Misbehaviour } from '../testing/authenticator.ts'
import {
  openWorld,
  PASSWORD,
  type Person,
  refusal,
  sessionIn,
  type World,
} from '../testing/world.ts'

const ORIGIN = 'https://tasks.example.org'

let world: World
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
})
afterAll(() => world[Symbol.asyncDispose]())

const rows = <T extends Record<string, unknown>>(text: string, values: unknown[]): Promise<T[]> =>
  world.services.db.transact((tx) => tx.rows<T>({ text, values }))

const add = async ({ api }: Person, device: Authenticator, otherwise?: Misbehaviour) => {
  const { challengeId, options } = await api.factors.passkeyStart({ password: PASSWORD })
  const response = device.create(options, otherwise)
  return api.factors.passkeyFinish({ challengeId, name: 'Phone', response })
}

const signInBy = async (device: Authenticator, otherwise?: Misbehaviour) => {
  const { api } = world.asking()
  const { challengeId, options } = await api.auth.passkeyOptions()
  const response = device.get(options, otherwise)
  return api.auth.passkeyLogin({ challengeId, response, client: 'tool' })
}

const withPasskey = async (name: string) => {
  const person = await world.person(name)
  const device = new Authenticator(ORIGIN)
  const added = await add(person, device)
  return { person, device, ...added }
}

const login = (email: string) =>
  world.asking().api.auth.login({ email, password: PASSWORD, client: 'tool' })

test('a passkey signs in by itself, without a name or a password', async () => {
  const { person, device } = await withPasskey('Alone')
  const reply = await signInBy(device)
  expect(reply.user.id).toBe(person.user.id)
  const me = world.asking({ bearer: reply.accessToken }).api.users.me()
  expect((await me).id).toBe(person.user.id)
  const { passkeys } = await person.api.factors.list()
  expect(passkeys).toMatchObject([{ name: 'Phone', lastUsedAt: world.clock.now.toISOString() }])
})

test('the first factor brings ten recovery codes, and a second one none', async () => {
  const { person, recoveryCodes } = await withPasskey('Codes')
  expect(recoveryCodes).toHaveLength(10)
  expect((await add(person, new Authenticator(ORIGIN))).recoveryCodes).toBeNull()
  expect(await person.api.factors.list()).toMatchObject({ recoveryCodesLeft: 10 })
})

test('a passkey is the second factor of a password, among those of the account', async () => {
  const { person, device } = await withPasskey('Second')
  const reply = await login(person.user.email)
  if (!('status' in reply)) throw new Error('no second factor was wanted')
  expect(reply.methods).toEqual(['passkey', 'recovery'])
  const { api } = world.asking()
  const { ticket } = reply
  const { challengeId, options } = await api.auth.passkeyOptions({ ticket })
  expect(options.allowCredentials?.map(({ id }) => id)).toEqual([device.held[0]?.id])
  const response = device.get(options)
  const shown = { ticket, method: 'passkey', challengeId, response, client: 'tool' } as const
  expect((await api.auth.secondFactor(shown)).user.id).toBe(person.user.id)
  expect(await refusal(api.auth.secondFactor(shown))).toMatchObject({ appCode: 'sign-in-over' })
})

test('a passkey of somebody else confirms no sign-in but theirs', async () => {
  const ann = await withPasskey('Ann')
  const eve = await withPasskey('Eve')
  const reply = await login(ann.person.user.email)
  if (!('status' in reply)) throw new Error('no second factor was wanted')
  const { api } = world.asking()
  const { ticket } = reply
  const { challengeId, options } = await api.auth.passkeyOptions({ ticket })
  const response = eve.device.get({ ...options, allowCredentials: [] })
  const shown = api.auth.secondFactor({ ticket, method: 'passkey', challengeId, response })
  expect(await refusal(shown)).toMatchObject({ appCode: 'wrong-code' })
})

test('a challenge of one step does not answer another', async () => {
  const { person, device } = await withPasskey('Steps')
  const reply = await login(person.user.email)
  if (!('status' in reply)) throw new Error('no second factor was wanted')
  const { api } = world.asking()
  const bound = await api.auth.passkeyOptions({ ticket: reply.ticket })
  const alone = api.auth.passkeyLogin({
    challengeId: bound.challengeId,
    response: device.get(bound.options),
    client: 'tool',
  })
  expect(await refusal(alone)).toMatchObject({ appCode: 'wrong-code' })
  const open = await api.auth.passkeyOptions()
  const second = api.auth.secondFactor({
    ticket: reply.ticket,
    method: 'passkey',
    challengeId: open.challengeId,
    response: device.get(open.options),
    client: 'tool',
  })
  expect(await refusal(second)).toMatchObject({ appCode: 'wrong-code' })
})

const misbehaviours: [string, Misbehaviour][] = [
  ['of a page of another origin', { origin: 'https://tasks.example.org.evil.example' }],
  ['for another host', { rpId: 'evil.example' }],
  ['to another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
  ['that did not verify its person', { verifiesPerson: false }],
]

describe.each(misbehaviours)('an answer %s', (_, otherwise) => {
  test('adds no passkey', async () => {
    const person = await world.person(`Adds-${crypto.randomUUID()}`)
    const refused = add(person, new Authenticator(ORIGIN), otherwise)
    expect(await refusal(refused)).toMatchObject({ code: 'BAD_REQUEST', appCode: 'wrong-code' })
    expect((await person.api.factors.list()).passkeys).toEqual([])
  })

  test('does not sign in', async () => {
    const { device } = await withPasskey(`Signs-${crypto.randomUUID()}`)
    expect(await refusal(signInBy(device, otherwise))).toMatchObject({ appCode: 'wrong-code' })
    await signInBy(device)
  })
})

test('an answer of somebody else’s handle does not sign in', async () => {
  const { device } = await withPasskey('Handle')
  const userHandle = Buffer.from(crypto.randomUUID()).toString('base64url')
  expect(await refusal(signInBy(device, { userHandle }))).toMatchObject({ appCode: 'wrong-code' })
})

test('a challenge is good once, and for five minutes', async () => {
  const { device } = await withPasskey('Once')
  const { api } = world.asking()
  const first = await api.auth.passkeyOptions()
  const answer = { ...first, response: device.get(first.options), client: 'tool' } as const
  const { options: _, ...shown } = answer
  await api.auth.passkeyLogin(shown)
  expect(await refusal(api.auth.passkeyLogin(shown))).toMatchObject({ appCode: 'wrong-code' })
  const late = await api.auth.passkeyOptions()
  world.clock.now = new Date(world.clock.now.getTime() + 5 * 60_000)
  const response = device.get(late.options)
  const refused = api.auth.passkeyLogin({ challengeId: late.challengeId, response, client: 'tool' })
  expect(await refusal(refused)).toMatchObject({ appCode: 'wrong-code' })
})

test('a challenge that was answered wrongly is used up as well', async () => {
  const { device } = await withPasskey('Guess')
  const { api } = world.asking()
  const { challengeId, options } = await api.auth.passkeyOptions()
  const wrong = device.get(options, { origin: 'https://evil.example' })
  const right = device.get(options)
  for (const response of [wrong, right])
    expect(
      await refusal(api.auth.passkeyLogin({ challengeId, response, client: 'tool' })),
    ).toMatchObject({ appCode: 'wrong-code' })
})

test('a challenge for a new passkey is good once, for five minutes, and for who asked for it', async () => {
  const ann = await world.person('Adds-once')
  const eve = await world.person('Adds-hers')
  const start = () => ann.api.factors.passkeyStart({ password: PASSWORD })
  const finish = (asked: Awaited<ReturnType<typeof start>>, { api }: Person) => {
    const response = new Authenticator(ORIGIN).create(asked.options)
    return api.factors.passkeyFinish({ challengeId: asked.challengeId, name: 'Phone', response })
  }
  const once = await start()
  await finish(once, ann)
  expect(await refusal(finish(once, ann))).toMatchObject({ appCode: 'wrong-code' })
  expect(await refusal(finish(await start(), eve))).toMatchObject({ appCode: 'wrong-code' })
  const late = await start()
  world.clock.now = new Date(world.clock.now.getTime() + 5 * 60_000)
  expect(await refusal(finish(late, ann))).toMatchObject({ appCode: 'wrong-code' })
  expect((await ann.api.factors.list()).passkeys).toHaveLength(1)
  expect((await eve.api.factors.list()).passkeys).toEqual([])
})

test('a passkey that comes with a certificate of its maker is turned away, one that vouches for itself is not', async () => {
  const person = await world.person('Attests')
  const refused = add(person, new Authenticator(ORIGIN), { attests: 'certificate' })
  expect(await refusal(refused)).toMatchObject({ appCode: 'wrong-code' })
  expect((await person.api.factors.list()).passkeys).toEqual([])
  await add(person, new Authenticator(ORIGIN), { attests: 'itself' })
  expect((await person.api.factors.list()).passkeys).toHaveLength(1)
})

test('a counter that did not grow is refused and entered: the passkey may have been copied', async () => {
  const { person, device, id } = await withPasskey('Copied')
  await signInBy(device)
  expect(await refusal(signInBy(device, { counter: 2 }))).toMatchObject({ appCode: 'wrong-code' })
  const entered = await rows(
    `SELECT metadata->'after'->>'passkey' AS passkey FROM audit.activity_log
     WHERE entity_id = $1 AND action = 'passkey-refused'`,
    [person.user.id],
  )
  expect(entered).toEqual([{ passkey: id }])
  await signInBy(device, { counter: 3 })
})

test('an authenticator that does not count is not held to it', async () => {
  const person = await world.person('Zero')
  const device = new Authenticator(ORIGIN)
  await add(person, device, { counter: 0 })
  for (const counter of [0, 0])
    expect((await signInBy(device, { counter })).user.id).toBe(person.user.id)
})

test('a passkey that was removed, or whose person is suspended, opens nothing', async () => {
  const { person, device, id } = await withPasskey('Removed')
  await person.api.factors.passkeyRemove({ id, password: PASSWORD })
  expect(await refusal(signInBy(device))).toMatchObject({ appCode: 'wrong-code' })
  expect(sessionIn(await login(person.user.email)).user.id).toBe(person.user.id)
  expect(await person.api.factors.list()).toEqual({
    totp: null,
    recoveryCodesLeft: 0,
    passkeys: [],
  })
  const other = await withPasskey('Suspended')
  await rows(`UPDATE users.users SET status = 'suspended' WHERE id = $1`, [other.person.user.id])
  expect(await refusal(signInBy(other.device))).toMatchObject({ appCode: 'wrong-code' })
})

test('another person’s passkey is answered as an unknown one', async () => {
  const { id } = await withPasskey('Owner')
  const eve = await world.person('Stranger')
  for (const called of [
    eve.api.factors.passkeyRename({ id, name: 'Mine' }),
    eve.api.factors.passkeyRemove({ id, password: PASSWORD }),
  ])
    expect(await refusal(called)).toMatchObject({ appCode: 'passkey-not-found' })
})

test('whom passkeys are for is said by the configuration', async () => {
  const { api } = await world.person('Party')
  const { options } = await api.factors.passkeyStart({ password: PASSWORD })
  expect(options).toMatchObject({
    rp: { id: 'tasks.example.org' },
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestation: 'none',
  })
})
