import { memoryCache } from '@holdfast/infra/cache/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { hash } from '@node-rs/argon2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, PASSWORD, refusal, sessionIn } from '../testing/world.ts'
import {
  type AccountWorld,
  type Confirmed,
  openAccounts,
  PASSWORD_OF_OTHERS,
  tokenIn,
} from './testing/account-world.ts'

let accounts: AccountWorld
beforeAll(async () => {
  accounts = openAccounts(await openWorld(postgresSearchIndex, memoryCache))
})
afterAll(() => accounts[Symbol.asyncDispose]())

const SET_ANEW = 'violin thunder basket eleven'

const login = (email: string, password: string) =>
  accounts.api().auth.login({ email, password, client: 'tool' })

/** Has something happen after the next password was found right, and before anything follows from it. */
const onceCompared = (happen: () => Promise<unknown>): void => {
  const { services } = accounts.world
  const { passwords } = services
  services.passwords = {
    ...passwords,
    async verify(...asked) {
      const right = await passwords.verify(...asked)
      services.passwords = passwords
      await happen()
      return right
    },
  }
}

const resetOf = async ({ email }: Confirmed): Promise<() => Promise<unknown>> => {
  await accounts.settle()
  await accounts.api().auth.requestPasswordReset({ email })
  const [mail] = await accounts.settle()
  const token = tokenIn(mail)
  return () => accounts.api().auth.resetPassword({ token, password: SET_ANEW })
}

type Asked = (api: Confirmed['api'], email: string) => Promise<unknown>

const asked: Record<string, Asked> = {
  'auth.login': (_, email) => login(email, PASSWORD),
  'account.changePassword': (api) =>
    api.account.changePassword({ currentPassword: PASSWORD, newPassword: PASSWORD_OF_OTHERS }),
  'account.changeEmail': (api) =>
    api.account.changeEmail({ password: PASSWORD, email: 'thief@example.org' }),
  'account.delete': (api) => api.account.delete({ password: PASSWORD }),
  'tokens.create': (api) =>
    api.tokens.create({ name: 'Mine', scopes: ['read'], expiresInDays: 365, password: PASSWORD }),
  'factors.passkeyStart': (api) => api.factors.passkeyStart({ password: PASSWORD }),
}

test.each(Object.keys(asked))(
  '%s with a password that is set anew meanwhile does nothing',
  async (path) => {
    const person = await accounts.person(`Hit-${path.replace('.', '-')}`)
    onceCompared(await resetOf(person))
    const late = asked[path]?.(person.api, person.email) ?? Promise.resolve()
    expect(await refusal(late)).toMatchObject({ appCode: 'wrong-credentials' })
    const left = await accounts.rows(
      `SELECT id FROM auth.sessions WHERE user_id = $1 AND revoked_at IS NULL
     UNION ALL SELECT id FROM auth.personal_access_tokens WHERE user_id = $1
     UNION ALL SELECT id FROM auth.challenges WHERE user_id = $1
     UNION ALL SELECT id FROM auth.email_verifications WHERE user_id = $1 AND NOT used`,
      [person.id],
    )
    expect(left).toEqual([])
    expect(sessionIn(await login(person.email, SET_ANEW)).user.id).toBe(person.id)
  },
)

test('a sign-in in which the hash is made anew by another one at the same time goes on', async () => {
  const { id, email } = await accounts.person('Twice')
  const cheap = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 })
  await accounts.rows('UPDATE users.users SET password_hash = $2 WHERE id = $1 RETURNING 1', [
    id,
    cheap,
  ])
  onceCompared(() => login(email, PASSWORD))
  expect(sessionIn(await login(email, PASSWORD)).user.id).toBe(id)
})
