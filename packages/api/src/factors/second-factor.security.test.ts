import { openBreaker } from '@holdfast/infra/breaker'
import { memoryCounter } from '@holdfast/infra/limits/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLimits } from '../limits/limits.ts'
import {
  openWorld,
  PASSWORD,
  type Person,
  refusal,
  sessionIn,
  type World,
} from '../testing/world.ts'
import { transact } from '../transact.ts'
import { resetSecondFactor } from './reset.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
})
afterAll(() => world[Symbol.asyncDispose]())

const STEP = 30_000

const later = (ms: number): void => {
  world.clock.now = new Date(world.clock.now.getTime() + ms)
}

/** What an authenticator app shows. */
const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: world.clock.now.getTime() + steps * STEP,
  })

const rows = <T extends Record<string, unknown>>(text: string, values: unknown[]): Promise<T[]> =>
  world.services.db.transact((tx) => tx.rows<T>({ text, values }))

const setUp = async ({ api }: Person) => {
  const { setup, secret } = await api.factors.totpStart({ password: PASSWORD })
  const { recoveryCodes } = await api.factors.totpConfirm({ setup, code: codeOf(secret) })
  later(2 * STEP)
  return { secret, recoveryCodes }
}

const protectedPerson = async (name: string) => {
  const person = await world.person(name)
  return { person, email: person.user.email, ...(await setUp(person)) }
}

const ticketOf = async (email: string) => {
  const reply = await world.asking().api.auth.login({ email, password: PASSWORD, client: 'tool' })
  if (!('status' in reply)) throw new Error('no second factor was wanted')
  return reply
}

const show = (ticket: string, code: string, method: 'totp' | 'recovery' = 'totp') =>
  world.asking().api.auth.secondFactor({ ticket, method, code, client: 'tool' })

const wrong = { code: 'BAD_REQUEST', appCode: 'wrong-code' }
const over = { code: 'UNAUTHORIZED', appCode: 'sign-in-over' }

test('the right password opens no session of an account with an authenticator app, its code does', async () => {
  const { person, email, secret } = await protectedPerson('Ann')
  const reply = await ticketOf(email)
  expect(reply).toEqual({
    status: 'second-factor',
    ticket: expect.any(String),
    methods: ['totp', 'recovery'],
    expiresAt: new Date(world.clock.now.getTime() + 5 * 60_000).toISOString(),
  })
  const { user, accessToken } = await show(reply.ticket, codeOf(secret))
  expect(user.id).toBe(person.user.id)
  expect((await world.asking({ bearer: accessToken }).api.users.me()).id).toBe(user.id)
})

test('a ticket is no token, and is good once', async () => {
  const { email, secret } = await protectedPerson('Ticket')
  const { ticket } = await ticketOf(email)
  expect(await refusal(world.asking({ bearer: ticket }).api.users.me())).toMatchObject({
    appCode: 'unauthenticated',
  })
  await show(ticket, codeOf(secret))
  later(STEP)
  expect(await refusal(show(ticket, codeOf(secret)))).toMatchObject(over)
})

test('a ticket is over after five minutes, with another seal, and with the password it was for', async () => {
  const { person, email, secret } = await protectedPerson('Over')
  const late = await ticketOf(email)
  later(5 * 60_000)
  expect(await refusal(show(late.ticket, codeOf(secret)))).toMatchObject(over)
  const [id] = late.ticket.split('.')
  const forged = await ticketOf(email)
  const [, seal] = forged.ticket.split('.')
  expect(await refusal(show(`${id}.${seal}`, codeOf(secret)))).toMatchObject(over)
  expect(await refusal(show(`${forged.ticket}x`, codeOf(secret)))).toMatchObject(over)
  const before = await ticketOf(email)
  await rows('UPDATE users.users SET password_hash = $2 WHERE id = $1', [person.user.id, 'other'])
  expect(await refusal(show(before.ticket, codeOf(secret)))).toMatchObject(over)
})

test('a code is good one step early or late, and no further', async () => {
  const { email, secret } = await protectedPerson('Clock')
  for (const steps of [-2, 2]) {
    const { ticket } = await ticketOf(email)
    expect(await refusal(show(ticket, codeOf(secret, steps)))).toMatchObject(wrong)
  }
  for (const steps of [-1, 0, 1]) await show((await ticketOf(email)).ticket, codeOf(secret, steps))
})

test('a code is good once, and none of before it after it', async () => {
  const { email, secret } = await protectedPerson('Replay')
  const code = codeOf(secret)
  const before = codeOf(secret, -1)
  await show((await ticketOf(email)).ticket, code)
  for (const used of [code, before])
    expect(await refusal(show((await ticketOf(email)).ticket, used))).toMatchObject(wrong)
})

test('of many who show one code at once, one comes in', async () => {
  const { email, secret } = await protectedPerson('Race')
  const tickets = await Promise.all(Array.from({ length: 4 }, () => ticketOf(email)))
  const shown = await Promise.allSettled(tickets.map(({ ticket }) => show(ticket, codeOf(secret))))
  expect(shown.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('five wrong codes end a ticket, and its person is told', async () => {
  const { person, email, secret } = await protectedPerson('Guess')
  const { ticket } = await ticketOf(email)
  for (let tries = 0; tries < 5; tries++)
    expect(await refusal(show(ticket, '000000'))).toMatchObject(wrong)
  expect(await refusal(show(ticket, codeOf(secret)))).toMatchObject(over)
  const entered = await rows(
    `SELECT actor_id AS actor FROM audit.activity_log
     WHERE entity_id = $1 AND action = 'second-factor-refused'`,
    [person.user.id],
  )
  expect(entered).toEqual([{ actor: null }])
})

test('a recovery code is good once, however it is written', async () => {
  const { person, email, recoveryCodes } = await protectedPerson('Lost')
  expect(new Set(recoveryCodes).size).toBe(10)
  const [first = '', second = ''] = recoveryCodes
  expect(first).toMatch(/^([0-9a-hjkmnp-tv-z]{6}-){3}[0-9a-hjkmnp-tv-z]{6}$/)
  await show((await ticketOf(email)).ticket, first, 'recovery')
  const again = show((await ticketOf(email)).ticket, first, 'recovery')
  expect(await refusal(again)).toMatchObject(wrong)
  const typed = ` ${second.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O')}`
  await show((await ticketOf(email)).ticket, typed, 'recovery')
  expect(await person.api.factors.list()).toMatchObject({ recoveryCodesLeft: 8 })
})

test('new recovery codes end those before, and another’s are good for nobody else', async () => {
  const { person, email, recoveryCodes } = await protectedPerson('Renew')
  const eve = await protectedPerson('Eve')
  const renewed = await person.api.factors.renewRecoveryCodes({ password: PASSWORD })
  for (const code of [recoveryCodes[0] ?? '', eve.recoveryCodes[0] ?? ''])
    expect(await refusal(show((await ticketOf(email)).ticket, code, 'recovery'))).toMatchObject(
      wrong,
    )
  await show((await ticketOf(email)).ticket, renewed.recoveryCodes[0] ?? '', 'recovery')
})

test('what is kept of a secret and of codes is sealed, hashed, and nowhere in the audit log', async () => {
  const { person, secret, recoveryCodes } = await protectedPerson('Kept')
  const { id } = person.user
  const kept = JSON.stringify(
    await Promise.all([
      rows('SELECT * FROM auth.totp WHERE user_id = $1', [id]),
      rows('SELECT * FROM auth.recovery_codes WHERE user_id = $1', [id]),
      rows('SELECT * FROM audit.activity_log WHERE entity_id = $1', [id]),
    ]),
  )
  expect(kept).toContain('second-factor-added')
  for (const hidden of [
    secret,
    ...recoveryCodes,
    ...recoveryCodes.map((c) => c.replaceAll('-', '')),
  ])
    expect(kept).not.toContain(hidden)
})

test('a sealed secret moved to another account opens nothing there', async () => {
  const ann = await protectedPerson('From')
  const eve = await protectedPerson('To')
  await rows(
    `UPDATE auth.totp SET sealed_secret = (SELECT sealed_secret FROM auth.totp WHERE user_id = $1)
     WHERE user_id = $2`,
    [ann.person.user.id, eve.person.user.id],
  )
  const { ticket } = await ticketOf(eve.email)
  await expect(show(ticket, codeOf(ann.secret))).rejects.toThrow('another token key')
})

test('a setup is good for its own account, for ten minutes, with a right code', async () => {
  const ann = await world.person('Setup')
  const eve = await world.person('Setup-Eve')
  const { setup, secret } = await ann.api.factors.totpStart({ password: PASSWORD })
  const confirm = (person: Person, code: string) =>
    refusal(person.api.factors.totpConfirm({ setup, code }))
  expect(await confirm(ann, '000000')).toMatchObject(wrong)
  expect(await confirm(eve, codeOf(secret))).toMatchObject({ appCode: 'bad-input' })
  later(10 * 60_000)
  const { accessToken } = sessionIn(
    await world.asking().api.auth.login({ email: ann.user.email, password: PASSWORD }),
  )
  const api = world.asking({ bearer: accessToken }).api
  const late = api.factors.totpConfirm({ setup, code: codeOf(secret) })
  expect(await refusal(late)).toMatchObject({ appCode: 'bad-input' })
})

test('an authenticator app is added once, and removed by the password alone', async () => {
  const { person, email } = await protectedPerson('Remove')
  const { factors } = person.api
  expect(await refusal(factors.totpStart({ password: PASSWORD }))).toMatchObject({
    code: 'CONFLICT',
    appCode: 'already-set-up',
  })
  expect(await refusal(factors.totpRemove({ password: 'wrong password 1' }))).toMatchObject({
    appCode: 'wrong-credentials',
  })
  await factors.totpRemove({ password: PASSWORD })
  expect(await factors.list()).toEqual({ totp: null, recoveryCodesLeft: 0, passkeys: [] })
  const login = await world.asking().api.auth.login({ email, password: PASSWORD })
  expect(login).not.toHaveProperty('status')
})

test('an admin’s reset takes every factor off, ends tickets, and is entered', async () => {
  const { person, email, secret } = await protectedPerson('Reset')
  const { ticket } = await ticketOf(email)
  const userId = person.user.id
  await transact(world.services, (store, tx) =>
    resetSecondFactor(store, tx, { userId, by: null }, world.clock.now),
  )
  expect(await refusal(show(ticket, codeOf(secret)))).toMatchObject(over)
  expect(
    sessionIn(await world.asking().api.auth.login({ email, password: PASSWORD })).user.id,
  ).toBe(userId)
  const entered = await rows(
    `SELECT action FROM audit.activity_log WHERE entity_id = $1 AND action = 'second-factor-reset'`,
    [userId],
  )
  expect(entered).toHaveLength(1)
})

test('whoever takes a new ticket before one is used up is told of all the same, once', async () => {
  const { services } = world
  const { limits, log } = services
  services.limits = openLimits({
    ...{ shared: memoryCounter(), own: memoryCounter(), breaker: openBreaker(), factor: 1, log },
  })
  try {
    const { person, email } = await protectedPerson('Sly')
    for (let ticket = 0; ticket < 2; ticket++) {
      const reply = await ticketOf(email)
      for (let tries = 0; tries < 4; tries++)
        expect(await refusal(show(reply.ticket, '000000'))).toMatchObject(wrong)
    }
    const told = await rows(
      `SELECT 1 FROM audit.activity_log
       WHERE entity_id = $1 AND action = 'second-factor-refused'`,
      [person.user.id],
    )
    expect(told).toHaveLength(1)
  } finally {
    services.limits = limits
  }
})
