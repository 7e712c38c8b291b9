import { memoryCache } from '@holdfast/infra/cache/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  openWorld,
  PASSWORD,
  type Person,
  refusal,
  sessionIn,
  type World,
} from '../testing/world.ts'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

let world: World
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex, memoryCache)
})
afterAll(() => world[Symbol.asyncDispose]())

const signIn = async ({ user }: Person) => {
  const asking = world.asking({ userAgent: CHROME, ip: '192.0.2.7' })
  const reply = await asking.api.auth.login({ email: user.email, password: PASSWORD })
  return sessionIn(reply).accessToken
}

/** As one request finds it: who asks is found once for each. */
const by = (bearer: string) => world.asking({ bearer }).api

test('the sessions of a person are listed by device, this one marked', async () => {
  const ann = await world.person('Ann')
  const browser = await signIn(ann)
  const { sessions } = await by(browser).sessions.list()
  expect(sessions).toHaveLength(2)
  expect(sessions.find(({ current }) => current)).toMatchObject({
    client: 'web',
    device: 'Chrome on Windows',
    ip: '192.0.2.7',
  })
  expect(sessions.find(({ current }) => !current)).toMatchObject({
    client: 'tool',
    device: 'A tool',
  })
  expect(JSON.stringify(sessions)).not.toMatch(/hash|Mozilla/i)
})

test('a session that is ended is out at once and gone from the list, and no other', async () => {
  const bea = await world.person('Bea')
  const browser = await signIn(bea)
  await by(bea.accessToken).users.me()
  const { sessions } = await by(browser).sessions.list()
  const id = sessions.find(({ current }) => !current)?.id ?? ''
  await by(browser).sessions.revoke({ id })
  expect(await refusal(by(bea.accessToken).users.me())).toMatchObject({
    appCode: 'session-revoked',
  })
  await by(browser).sessions.revoke({ id })
  expect((await by(browser).sessions.list()).sessions).toHaveLength(1)
})

test('another person’s session is answered as an unknown one, and goes on', async () => {
  const ann = await world.person('Cid')
  const eve = await world.person('Eve')
  const { sessions } = await ann.api.sessions.list()
  const theirs = await refusal(eve.api.sessions.revoke({ id: sessions[0]?.id ?? '' }))
  expect(theirs).toMatchObject({ code: 'NOT_FOUND', appCode: 'session-not-found' })
  expect(await refusal(eve.api.sessions.revoke({ id: crypto.randomUUID() }))).toEqual(theirs)
  await ann.api.users.me()
})

test('all others end at once, or all', async () => {
  const dan = await world.person('Dan')
  const [one, two] = [await signIn(dan), await signIn(dan)]
  await Promise.all([dan.accessToken, one, two].map((bearer) => by(bearer).users.me()))
  await by(one).sessions.revokeOthers()
  for (const bearer of [dan.accessToken, two])
    expect(await refusal(by(bearer).users.me())).toMatchObject({ appCode: 'session-revoked' })
  expect((await by(one).sessions.list()).sessions).toMatchObject([{ current: true }])
  await by(one).sessions.revokeAll()
  expect(await refusal(by(one).users.me())).toMatchObject({ appCode: 'session-revoked' })
})

test('a refresh token that is used again is entered, for its person to be told', async () => {
  const { user, refreshToken } = await world.person('Gil')
  const { api } = world.asking()
  await api.auth.refresh({ refreshToken })
  world.clock.now = new Date(world.clock.now.getTime() + 10_001)
  for (let times = 0; times < 2; times++)
    expect(await refusal(api.auth.refresh({ refreshToken }))).toMatchObject({
      appCode: 'session-revoked',
    })
  const entered = await world.services.db.read((reader) =>
    reader.rows({
      text: `SELECT actor_id AS actor FROM audit.activity_log
             WHERE entity_id = $1 AND action = 'session-reused'`,
      values: [user.id],
    }),
  )
  expect(entered).toEqual([{ actor: null }])
})
