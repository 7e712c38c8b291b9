import { createHmac } from 'node:crypto'
import { BlockList } from 'node:net'
import { type Answer, type ServedForTest, serveForTest } from '@holdfast/server/testing/serve'
import { PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const PASSWORD = 'correct horse battery staple'
const WRONG = 'not the password at all'

/** The test stands where a trusted proxy does: it says for whom it asks. */
const proxies = new BlockList()
proxies.addSubnet('127.0.0.0', 8, 'ipv4')

let served: ServedForTest
beforeAll(async () => {
  served = await serveForTest({ trustedProxies: proxies })
})
afterAll(() => served[Symbol.asyncDispose]())

let addresses = 0
/** An address that nobody has asked from. */
const somewhere = (): string => {
  addresses++
  return `198.18.${addresses >> 8}.${addresses & 255}`
}
const from = (address: string) => ({ 'x-forwarded-for': address })

const register = async (address: string): Promise<string> => {
  const email = `${crypto.randomUUID()}@example.org`
  const registration = { email, password: PASSWORD, firstName: 'Ada', client: 'tool' }
  expect((await served.post('auth.register', registration, from(address))).status).toBe(200)
  return email
}
const signIn = (
  email: string,
  password: string,
  headers: Record<string, string>,
  client = 'tool',
): Promise<Answer> => served.post('auth.login', { email, password, client }, headers)

const guess = async (email: string, address: string, times: number): Promise<number[]> => {
  const statuses: number[] = []
  for (let i = 0; i < times; i++)
    statuses.push((await signIn(email, `${WRONG} ${i}`, from(address))).status)
  return statuses
}

/** Uses up what strangers may try on an account, from as many addresses as that takes. */
const besiege = async (email: string): Promise<void> => {
  for (let i = 0; i < 10; i++)
    expect(await guess(email, somewhere(), 10)).toEqual(Array(10).fill(401))
}

const expectTooMany = ({ status, headers, error }: Answer): void => {
  expect(status).toBe(429)
  const seconds = Number(headers.get('retry-after'))
  expect(seconds).toBeGreaterThan(0)
  expect(error.data).toMatchObject({ appCode: 'too-many-requests', retryAfter: seconds })
  expect(error.message).toMatch(/^That was asked too often\. Try again in \d+ \w+\.$/)
}

describe('guessing a password', () => {
  test('from one address ends in 429 with Retry-After, also with the right one', async () => {
    const email = await register(somewhere())
    const attacker = somewhere()
    expect(await guess(email, attacker, 10)).toEqual(Array(10).fill(401))
    expectTooMany(await signIn(email, WRONG, from(attacker)))
    expectTooMany(await signIn(email, PASSWORD, from(attacker)))
    expectTooMany(await signIn(email.toUpperCase(), PASSWORD, from(attacker)))
  })

  test('at an address that nobody has is answered alike', async () => {
    const attacker = somewhere()
    const unknown = `${crypto.randomUUID()}@example.org`
    expect(await guess(unknown, attacker, 10)).toEqual(Array(10).fill(401))
    expectTooMany(await signIn(unknown, WRONG, from(attacker)))
  })

  test('from one /64 of IPv6 counts as from one address, and from another apart', async () => {
    const email = await register(somewhere())
    const block = crypto.randomUUID().slice(0, 4)
    for (let i = 1; i <= 10; i++)
      expect(await guess(email, `2001:db8:1:${block}::${i}`, 1)).toEqual([401])
    expectTooMany(await signIn(email, WRONG, from(`2001:db8:1:${block}:1:2:3:4`)))
    expect((await signIn(email, WRONG, from(`2001:db8:2:${block}::1`))).status).toBe(401)
  })

  test('by many at once is counted as by one after another', async () => {
    const email = await register(somewhere())
    const attacker = from(somewhere())
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => signIn(email, `${WRONG} ${i}`, attacker)),
    )
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20)
  })

  test('within a batch counts each call, and the whole is answered 429', async () => {
    const email = await register(somewhere())
    const headers = { 'content-type': 'application/json', ...from(somewhere()) }
    const input = { email, password: WRONG, client: 'tool' }
    const batch = (size: number) =>
      fetch(`${served.url}/trpc/${Array(size).fill('auth.login').join()}?batch=1`, {
        method: 'POST',
        headers,
        body: JSON.stringify(Object.fromEntries(Array(size).fill(input).entries())),
      })
    expect((await batch(10)).status).toBe(401)
    const second = await batch(3)
    expect(second.status).toBe(429)
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0)
    const answers = (await second.json()) as { error: { data: { httpStatus: number } } }[]
    expect(answers.map(({ error }) => error.data.httpStatus)).toEqual([429, 429, 429])
  })

  test('of many accounts from one address ends in 429, and shuts out nobody who signed in there', async () => {
    const office = somewhere()
    const colleague = await register(office)
    const stranger = await register(somewhere())
    for (let i = 0; i < 100; i++)
      expect(await guess(`${crypto.randomUUID()}@example.org`, office, 1)).toEqual([401])
    expectTooMany(await signIn(stranger, PASSWORD, from(office)))
    expect((await signIn(colleague, PASSWORD, from(office))).status).toBe(200)
  })

  test('does not count what was right', async () => {
    const home = somewhere()
    const email = await register(home)
    for (let i = 0; i < 15; i++)
      expect((await signIn(email, PASSWORD, from(home))).status).toBe(200)
  })
})

describe('whoever guesses from everywhere', () => {
  test('is stopped on the account, and the owner is let in where they were signed in before', async () => {
    const home = somewhere()
    const email = await register(home)
    await besiege(email)
    expectTooMany(await signIn(email, WRONG, from(somewhere())))
    expectTooMany(await signIn(email, PASSWORD, from(somewhere())))
    expect((await signIn(email, PASSWORD, from(home))).status).toBe(200)
  })

  test('shuts no browser out in which the owner was signed in before, wherever it is', async () => {
    const email = await register(somewhere())
    const before = await signIn(email, PASSWORD, from(somewhere()), 'web')
    const known = before.headers
      .getSetCookie()
      .find((header) => header.startsWith('holdfast_browser='))
    expect(known).toMatch(/; Path=\/trpc; HttpOnly; SameSite=Strict$/)
    const cookie = known?.split(';')[0] ?? ''
    await besiege(email)
    const cafe = somewhere()
    await guess(email, cafe, 10)
    expectTooMany(await signIn(email, PASSWORD, from(cafe)))
    expect((await signIn(email, PASSWORD, { ...from(cafe), cookie })).status).toBe(200)
  })

  test('gains nothing by the browser of another account, or by one that it made up', async () => {
    const victim = await register(somewhere())
    const own = await register(somewhere())
    const signedIn = await signIn(own, PASSWORD, from(somewhere()), 'web')
    const cookies = [
      signedIn.headers.getSetCookie().find((header) => header.startsWith('holdfast_browser=')) ??
        '',
      'holdfast_browser=abc.def',
      'holdfast_browser=.',
    ]
    const attacker = somewhere()
    await guess(victim, attacker, 10)
    for (const cookie of cookies) {
      const headers = { ...from(attacker), cookie: cookie.split(';')[0] ?? '' }
      expectTooMany(await signIn(victim, PASSWORD, headers))
    }
  })
})

describe('mails', () => {
  const ask = (email: string, address: string) =>
    served.post(
      'auth.register',
      { email, password: PASSWORD, firstName: 'Ada', client: 'tool' },
      from(address),
    )

  test('to one recipient are bounded for whoever asks, and for all who ask', async () => {
    const email = `${crypto.randomUUID()}@example.org`
    for (const address of [somewhere(), somewhere(), somewhere(), somewhere()]) {
      for (let i = 0; i < 5; i++) expect((await ask(email, address)).status).not.toBe(429)
      expectTooMany(await ask(email, address))
    }
    expectTooMany(await ask(email, somewhere()))
  })

  test('asked for from one address are bounded', async () => {
    await using strict = await serveForTest({ rateLimits: 0.1 })
    const register = () =>
      strict.post('auth.register', {
        email: `${crypto.randomUUID()}@example.org`,
        password: PASSWORD,
        firstName: 'Ada',
        client: 'tool',
      })
    for (let i = 0; i < 100; i++) expect((await register()).status).toBe(200)
    expectTooMany(await register())
  })
})

describe('work', () => {
  test('of one account is bounded, and that of another goes on', async () => {
    await using strict = await serveForTest({ rateLimits: 0.1 })
    const [busy, quiet] = [await strict.signUp(), await strict.signUp()]
    const ask = (headers: Record<string, string>) =>
      fetch(`${strict.url}/trpc/${Array(20).fill('users.me').join()}?batch=1`, { headers })
    for (let i = 0; i < 60; i++) expect((await ask(busy)).status).toBe(200)
    const refused = await ask(busy)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await ask(quiet)).status).toBe(200)
  })

  test('of strangers from one address is bounded, and of who is signed in there goes on', async () => {
    await using strict = await serveForTest({ rateLimits: 0.1 })
    const signedIn = await strict.signUp()
    const ask = (headers: Record<string, string>) =>
      fetch(`${strict.url}/trpc/${Array(10).fill('users.me').join()}?batch=1`, { headers })
    for (let i = 0; i < 29; i++) expect((await ask({})).status).toBe(401)
    await ask({})
    expect((await ask({})).status).toBe(429)
    expect((await ask({ authorization: 'Bearer a.b.c' })).status).toBe(429)
    expect((await ask(signedIn)).status).toBe(200)
  })

  test('that a device did offline, 500 changes of it, comes in at once', async () => {
    const headers = await served.signUp()
    const clientId = crypto.randomUUID()
    const at = new Date().toISOString()
    for (let batch = 0; batch < 10; batch++) {
      const mutations = Array.from({ length: 50 }, (_, i) => ({
        id: batch * 50 + i + 1,
        draftId: crypto.randomUUID(),
        name: 'noop',
        version: 1,
        args: {},
        at,
      }))
      const input = { protocol: PROTOCOL, epoch: null, clientId, mutations }
      expect((await served.post('sync.push', input, headers)).data).toMatchObject({
        status: 'done',
      })
    }
  })
})

describe('guessing a second factor', () => {
  test('with the password at hand is stopped on the account, and the owner is let in at home', async () => {
    const home = somewhere()
    const email = await register(home)
    const here = { ...from(home) }
    const { data: signedIn } = await signIn(email, PASSWORD, here)
    const headers = { ...here, authorization: `Bearer ${signedIn.accessToken}` }
    const { data: start } = await served.post('factors.totpStart', { password: PASSWORD }, headers)
    const code = codeOf(String(start.secret))
    const confirmed = await served.post(
      'factors.totpConfirm',
      { setup: start.setup, code },
      headers,
    )
    const [recoveryCode] = confirmed.data.recoveryCodes as string[]
    expect(confirmed.status).toBe(200)

    const showing = async (address: string, shown: object) => {
      const { data } = await signIn(email, PASSWORD, from(address))
      const input = { ticket: data.ticket, client: 'tool', ...shown }
      return served.post('auth.secondFactor', input, from(address))
    }
    const wrong = { method: 'recovery', code: 'aaaaa-aaaaa' }
    for (let i = 0; i < 100; i++) {
      const { error } = await showing(`198.19.${i >> 3}.1`, wrong)
      expect(error.data.appCode).toBe('wrong-code')
    }
    expectTooMany(await showing('198.19.100.1', wrong))
    const right = { method: 'recovery', code: recoveryCode }
    expectTooMany(await showing('198.19.100.1', right))
    expect((await showing(home, right)).status).toBe(200)
  })
})

/** What an authenticator app shows now for a secret: RFC 6238. */
const codeOf = (secret: string): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
  const bytes = bits.join('').match(/.{8}/g) ?? []
  const key = Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const digest = createHmac('sha1', key).update(step).digest()
  const offset = (digest.at(-1) ?? 0) & 15
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

test('setting one password after another ends in 429, and not for its person elsewhere', async () => {
  const { authorization } = await served.signUp()
  const weak = { currentPassword: PASSWORD, newPassword: 'aaaaaaaaaaaaaaaa' }
  const change = (address: string) =>
    served.post('account.changePassword', weak, { authorization, ...from(address) })
  const thief = somewhere()
  for (let i = 0; i < 30; i++) expect((await change(thief)).status).toBe(400)
  expectTooMany(await change(thief))
  expect((await change(somewhere())).status).toBe(400)
})
