import { type ServedForTest, serveForTest } from '@holdfast/server/testing/serve'
import { type Redis, startRedis } from '@holdfast/tooling/services'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const PASSWORD = 'correct horse battery staple'
const patience = { timeout: 30_000, interval: 100 }

let redis: Redis
let served: ServedForTest
beforeAll(async () => {
  redis = await startRedis()
  served = await serveForTest({ redis: { url: redis.url, prefix: 'limits' } })
})
afterAll(async () => {
  await served?.[Symbol.asyncDispose]()
  await redis?.[Symbol.asyncDispose]()
})

const login = (email: string, password = PASSWORD) =>
  served.post('auth.login', { email, password, client: 'tool' })

const register = (email = `${crypto.randomUUID()}@example.org`) =>
  served.post('auth.register', { email, password: PASSWORD, firstName: 'Ann', client: 'tool' })

const isSignedInAgain = (email: string) =>
  vi.waitUntil(async () => (await login(email)).status === 200, patience)

const faults: [string, () => Promise<unknown> | unknown, () => Promise<unknown> | unknown][] = [
  ['is killed', () => redis.process.kill(), () => redis.process.restart()],
  ['answers nothing', () => redis.process.pause(), () => redis.process.continue()],
]

test.each(faults)(
  'while Redis %s nobody signs in, all else goes on, and it ends with the cure',
  async (_, fault, cure) => {
    const email = `${crypto.randomUUID()}@example.org`
    const { data } = await register(email)
    const authorization = { authorization: `Bearer ${data.accessToken}` }
    await isSignedInAgain(email)
    await fault()
    // A right password and a wrong one, of somebody known and of nobody: told apart by nothing.
    const refused = [
      await login(email),
      await login(email, 'another long passphrase'),
      await login('nobody@example.org'),
    ]
    for (const { status, headers, error } of refused) {
      expect(status).toBe(503)
      expect(headers.get('retry-after')).toBe('5')
      expect(error.data.appCode).toBe('busy')
      expect(error.message).toBe(refused[0]?.error.message)
    }
    expect((await register()).status).toBe(200)
    expect((await served.query('users.me', undefined, authorization)).status).toBe(200)
    const task = { title: 'Beans' }
    expect((await served.post('tasks.create', task, authorization)).status).toBe(200)
    await cure()
    await isSignedInAgain(email)
    // It counts again.
    const wrong = async () => (await login(email, 'another long passphrase')).status
    await vi.waitUntil(async () => (await wrong()) === 429, patience)
  },
)
