import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Authenticator } from '../testing/authenticator.ts'
import { openWorld, PASSWORD, type Person, refusal, type World } from '../testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
})
afterAll(() => world[Symbol.asyncDispose]())

const codeOf = (secret: string): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.clock.now.getTime() })

/** Has something happen once who asks is proven, and before the next transaction begins. */
const beforeTransaction = (happen: () => Promise<unknown>): void => {
  const { services } = world
  const { db } = services
  services.db = new Proxy(db, {
    get(target, name) {
      if (name !== 'transact') return Reflect.get(target, name)
      return async (...asked: Parameters<typeof db.transact>) => {
        services.db = db
        await happen()
        return db.transact(...asked)
      }
    },
  })
}

const lasting: Record<string, (person: Person) => Promise<() => Promise<unknown>>> = {
  async 'an authenticator app'({ api }) {
    const { setup, secret } = await api.factors.totpStart({ password: PASSWORD })
    return () => api.factors.totpConfirm({ setup, code: codeOf(secret) })
  },
  async 'a passkey'({ api }) {
    const { challengeId, options } = await api.factors.passkeyStart({ password: PASSWORD })
    const response = new Authenticator('https://tasks.example.org').create(options)
    return () => api.factors.passkeyFinish({ challengeId, name: 'Mine', response })
  },
}

test.each(Object.keys(lasting))(
  '%s of a thief who is signed out meanwhile is not kept',
  async (what) => {
    const person = await world.person(`Owner-of-${what.replaceAll(' ', '-')}`)
    const add = await lasting[what]?.(person)
    const { email } = person.user
    const reply = await world.asking().api.auth.login({ email, password: PASSWORD, client: 'tool' })
    if (!('accessToken' in reply)) throw new Error('a second factor was wanted')
    const owner = world.asking({ bearer: reply.accessToken }).api
    beforeTransaction(() => owner.sessions.revokeOthers())
    expect(await refusal(add?.() ?? Promise.resolve())).toMatchObject({
      appCode: 'session-revoked',
    })
    expect(await owner.factors.list()).toMatchObject({ totp: null, passkeys: [] })
  },
)

test('a second factor opens no session by a password that becomes another one meanwhile', async () => {
  const person = await world.person('Late')
  const { setup, secret } = await person.api.factors.totpStart({ password: PASSWORD })
  await person.api.factors.totpConfirm({ setup, code: codeOf(secret) })
  world.clock.now = new Date(world.clock.now.getTime() + 60_000)
  const { email, id } = person.user
  const reply = await world.asking().api.auth.login({ email, password: PASSWORD, client: 'tool' })
  if (!('ticket' in reply)) throw new Error('no second factor was wanted')
  const { ticket } = reply
  const { db } = world.services
  let isSettled = false
  const isWaiting = async (): Promise<boolean> => {
    const [found] = await db.read((reader) =>
      reader.rows<{ waiting: boolean }>({
        text: `SELECT EXISTS (SELECT FROM pg_stat_activity
               WHERE datname = current_database() AND wait_event_type = 'Lock') AS waiting`,
      }),
    )
    return found?.waiting === true
  }
  let showing: Promise<unknown> = Promise.resolve()
  await db.transact(async (tx) => {
    await tx.rows({
      text: `UPDATE users.users SET password_hash = 'another' WHERE id = $1`,
      values: [id],
    })
    const shown = { ticket, method: 'totp', code: codeOf(secret), client: 'tool' } as const
    showing = world.asking().api.auth.secondFactor(shown)
    void Promise.allSettled([showing]).then(() => {
      isSettled = true
    })
    while (!isSettled && !(await isWaiting())) await new Promise(setImmediate)
  })
  expect(await refusal(showing)).toMatchObject({ appCode: 'sign-in-over' })
})
