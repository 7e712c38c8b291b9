import { randomBytes } from 'node:crypto'
import { memoryCache } from '@holdfast/infra/cache/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openWorld, PASSWORD, refusal } from '../testing/world.ts'
import { type AccountWorld, openAccounts, tokenIn } from './testing/account-world.ts'

let accounts: AccountWorld
let known: string
beforeAll(async () => {
  accounts = openAccounts(await openWorld(postgresSearchIndex, memoryCache))
  known = (await accounts.person('Known')).email
})
afterAll(() => accounts[Symbol.asyncDispose]())

const NEW = 'plum ladder envelope seven'
const reset = (token: string) => accounts.api().auth.resetPassword({ token, password: NEW })
const verify = (token: string) => accounts.api().auth.verifyEmail({ token, client: 'tool' })
const resetLink = async (email: string): Promise<string> => {
  await accounts.settle()
  await accounts.api().auth.requestPasswordReset({ email })
  return tokenIn((await accounts.settle())[0])
}

describe('does this e-mail exist?', () => {
  /** The answer, and how often a password was hashed or compared for it. */
  const asked = async (ask: (email: string) => Promise<unknown>, email: string) => {
    const hash = vi.spyOn(accounts.world.services.passwords, 'hash')
    const compare = vi.spyOn(accounts.world.services.passwords, 'verify')
    const answer = await refusal(ask(email)).catch(() => 'no refusal')
    const work = [hash.mock.calls.length, compare.mock.calls.length]
    vi.restoreAllMocks()
    return { answer, work }
  }

  test.each<[string, (email: string) => Promise<unknown>, number[]]>([
    [
      'registering',
      (email) => accounts.api().auth.register({ email, password: NEW, firstName: 'Eve' }),
      [1, 0],
    ],
    [
      'signing in',
      (email) => accounts.api().auth.login({ email, password: NEW, client: 'tool' }),
      [0, 1],
    ],
    [
      'asking to reset a password',
      (email) => accounts.api().auth.requestPasswordReset({ email }),
      [0, 0],
    ],
  ])('%s is answered alike, after the same work', async (_, ask, work) => {
    await accounts.ask('waiting@example.org')
    const first = await asked(ask, known)
    expect(first.work).toEqual(work)
    for (const email of ['nobody@example.org', 'waiting@example.org', known.toUpperCase()])
      expect(await asked(ask, email)).toEqual(first)
  })

  test('who asks for an account with an address does not learn by signing in whether it had one', async () => {
    const signingIn = (email: string) =>
      refusal(accounts.api().auth.login({ email, password: NEW, client: 'tool' }))
    await accounts.ask('probed@example.org', NEW)
    await accounts.ask(known, NEW)
    expect(await signingIn('probed@example.org')).toEqual(await signingIn(known))
  })

  test('a changed address that is taken is answered as one that is free', async () => {
    const { api } = await accounts.person('Curious')
    const change = (email: string) => api.account.changeEmail({ password: PASSWORD, email })
    expect(await change(known)).toEqual(await change('free@example.org'))
  })
})

describe('a token of a link', () => {
  test('that was used is good no more, for any of the person’s links', async () => {
    const { email } = await accounts.person('Reused')
    const [earlier, token] = [await resetLink(email), await resetLink(email)]
    await reset(token)
    for (const one of [token, earlier])
      expect(await refusal(reset(one))).toMatchObject({
        code: 'BAD_REQUEST',
        appCode: 'link-used-up',
      })
  })

  test.each([
    ['of a reset after 30 minutes', 30],
    ['of a verification after 24 hours', 24 * 60],
  ])('that has run out is good no more: %s', async (what, minutes) => {
    const { clock } = accounts.world
    const { email } = await accounts.person(`Late${minutes}`)
    const isReset = what.includes('reset')
    const token = isReset
      ? await resetLink(email)
      : tokenIn((await accounts.ask(`late-${minutes}@example.org`))[0])
    clock.now = new Date(clock.now.getTime() + minutes * 60_000)
    const late = isReset ? reset(token) : verify(token)
    expect(await refusal(late)).toMatchObject({ appCode: 'link-used-up' })
  })

  test('that is guessed, changed by one letter, or its own hash is answered like any other', async () => {
    const token = await resetLink(known)
    const [kept] = await accounts.rows<{ hash: string }>(
      'SELECT token_hash AS hash FROM auth.password_resets WHERE NOT used LIMIT 1',
    )
    const changed = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
    const guesses = [randomBytes(32).toString('base64url'), changed, kept?.hash ?? '']
    for (const guess of guesses)
      for (const follow of [reset, verify])
        expect(await refusal(follow(guess))).toMatchObject({ appCode: 'link-used-up' })
  })

  test('signs nobody in after a reset, and ends every session and every tool’s token', async () => {
    const { email, accessToken, api } = await accounts.person('Ended')
    const { token: tool } = await api.tokens.create({
      ...{ name: 'Report', scopes: ['read'], expiresInDays: 1, password: PASSWORD },
    })
    expect(await reset(await resetLink(email))).toEqual({ status: 'reset' })
    for (const bearer of [accessToken, tool])
      expect(await refusal(accounts.api({ bearer }).tasks.list())).toMatchObject({
        code: 'UNAUTHORIZED',
      })
  })

  test('stands in no event, row or job, and behind the # of a link to where the configuration says', async () => {
    const token = await resetLink(known)
    const mail = accounts.sent.at(-1)
    for (const part of [mail?.text, mail?.html]) {
      expect(part).toContain(`https://tasks.example.org/reset#token=${token}`)
      expect(
        part?.match(/https?:\/\/[^/"\s]+/g)?.every((at) => at === 'https://tasks.example.org'),
      ).toBe(true)
    }
    const [kept] = await accounts.rows<{ all: string }>(
      `SELECT concat((SELECT json_agg(r) FROM auth.password_resets r),
                     (SELECT json_agg(a) FROM audit.activity_log a)) AS all`,
    )
    expect(kept?.all).not.toContain(token)
  })
})

describe('a name in a mail', () => {
  test.each(['\r\nBcc: all@example.org', '\nSubject: Won', '\u2028X', '\u0085X', '\0'])(
    'with a line break or a control character is refused: %j',
    async (end) => {
      for (const name of [
        { firstName: `Ann${end}` },
        { firstName: 'Ann', lastName: `Lee${end}` },
      ]) {
        const email = 'breaker@example.org'
        const asked = accounts.api().auth.register({ email, password: NEW, ...name })
        expect(await refusal(asked)).toMatchObject({ code: 'BAD_REQUEST', appCode: 'bad-input' })
      }
    },
  )

  test('that somebody else chose does not reach an address that nobody has proven', async () => {
    const mails = await accounts.ask('victim@example.org', NEW, 'Win at https://evil.example')
    expect(mails).toHaveLength(1)
    expect(JSON.stringify(mails)).not.toContain('evil.example')
  })
})

test.each([
  ['admin', true],
  ['emailVerified', true],
  ['status', 'active'],
  ['id', '0190a000-1111-7000-8000-000000000001'],
])('who registers cannot say of themselves: %s', async (field, value) => {
  const input = { email: 'extra@example.org', password: NEW, firstName: 'Eve', [field]: value }
  expect(await refusal(accounts.api().auth.register(input))).toMatchObject({
    code: 'BAD_REQUEST',
    appCode: 'bad-input',
  })
})
