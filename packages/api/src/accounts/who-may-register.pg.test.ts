import type { RegistrationMode } from '@holdfast/domain'
import { memoryCache } from '@holdfast/infra/cache/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { expect, test } from 'vitest'
import { openWorld, PASSWORD, refusal, sessionIn } from '../testing/world.ts'
import type { AccountRules } from './account-rules.ts'
import { linkHash, linkToken } from './links.ts'
import { type AccountWorld, openAccounts, tokenIn } from './testing/account-world.ts'

const open = async (rules?: AccountRules) =>
  openAccounts(await openWorld(postgresSearchIndex, memoryCache), rules)

const adminsOf = async ({ rows }: AccountWorld): Promise<number> =>
  (await rows('SELECT FROM users.users WHERE admin')).length

const registering = ({ api }: AccountWorld, email: string, invitation?: string) =>
  api().auth.register({ email, password: PASSWORD, firstName: 'Ann', client: 'tool', invitation })

/** As an admin's procedure makes it. */
const invite = async (
  { world: { services }, rows }: AccountWorld,
  email: string,
  days = 7,
): Promise<string> => {
  const id = crypto.randomUUID()
  const [admin] = await rows<{ id: string }>('SELECT id FROM users.users WHERE admin')
  const until = new Date(services.clock().getTime() + days * 24 * 60 * 60 * 1000)
  await rows(
    `INSERT INTO auth.invitations (id, email, token_hash, invited_by, expires_at)
     VALUES ($1, $2, $3, $4, $5)`,
    [id, email, linkHash(services.keys, 'invitation', id), admin?.id, until],
  )
  await rows(
    `INSERT INTO audit.activity_log (entity_type, entity_id, action, actor_id)
     VALUES ('invitation', $1, 'created', $2)`,
    [id, admin?.id],
  )
  return linkToken(services.keys, 'invitation', id)
}

test.each<[RegistrationMode, boolean]>([
  ['open', false],
  ['invite', false],
  ['closed', false],
  ['open', true],
  ['invite', true],
  ['closed', true],
])(
  'where it is %s and mails are sent: %s, the first account is made, and an admin’s',
  async (registration, mail) => {
    await using accounts = await open({ registration, mail })
    const { auth } = accounts.api()
    expect(await auth.standing()).toEqual({ registration, mail, first: true })
    if (mail) await accounts.person('First')
    else sessionIn(await registering(accounts, 'first@example.org'))
    expect(await auth.standing()).toEqual({ registration, mail, first: false })
    expect(await adminsOf(accounts)).toBe(1)
    const second = registering(accounts, 'second@example.org')
    if (registration === 'open') await second
    else expect(await refusal(second)).toMatchObject({ appCode: 'registration-closed' })
  },
)

test('of two who make the first account at once, one becomes the admin', async () => {
  await using accounts = await open({ registration: 'open', mail: false })
  await Promise.all([
    registering(accounts, 'one@example.org'),
    registering(accounts, 'two@example.org'),
    registering(accounts, 'three@example.org'),
  ])
  expect(await adminsOf(accounts)).toBe(1)
})

test('of two first registrations that wait, who confirms first is the admin, and the other comes too late', async () => {
  await using accounts = await open({ registration: 'closed', mail: true })
  const [one] = await accounts.ask('one@example.org')
  const [two] = await accounts.ask('two@example.org')
  const verify = (token: string) => accounts.api().auth.verifyEmail({ token, client: 'tool' })
  const both = await Promise.allSettled([verify(tokenIn(one)), verify(tokenIn(two))])
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await adminsOf(accounts)).toBe(1)
})

test('who was invited registers by the mailed link, is signed in at once, and the link is used up', async () => {
  await using accounts = await open({ registration: 'invite', mail: true })
  await accounts.person('First')
  await invite(accounts, 'bob@example.org')
  const [mail, ...more] = await accounts.settle()
  expect(more).toEqual([])
  expect(mail).toMatchObject({
    to: { address: 'bob@example.org' },
    subject: 'You are invited to Holdfast',
  })
  const token = tokenIn(mail)
  expect(mail?.text).toContain(`https://tasks.example.org/invitation#token=${token}`)
  const { auth } = accounts.api()
  expect(await auth.invitation({ token })).toEqual({ email: 'bob@example.org', invitedBy: 'First' })
  const { user } = sessionIn(await registering(accounts, 'Bob@example.org', token))
  expect(user).toMatchObject({ status: 'active', emailVerified: true })
  expect(await adminsOf(accounts)).toBe(1)
  expect(await refusal(auth.invitation({ token }))).toMatchObject({ appCode: 'link-used-up' })
  expect(await accounts.settle()).toMatchObject([{ subject: 'Your Holdfast account is ready' }])
})

test('an invitation is for its own address, in its own time, and by who may still invite', async () => {
  await using accounts = await open({ registration: 'invite', mail: true })
  await accounts.person('First')
  const refused = async (email: string, token: string) =>
    (await refusal(registering(accounts, email, token))).appCode
  const token = await invite(accounts, 'bob@example.org')
  expect(await refused('eve@example.org', token)).toBe('bad-input')
  expect(await refused('bob@example.org', await invite(accounts, 'bob@example.org', -1))).toBe(
    'link-used-up',
  )
  accounts.world.services.accounts = { registration: 'closed', mail: true }
  expect(await refused('bob@example.org', token)).toBe('registration-closed')
  accounts.world.services.accounts = { registration: 'invite', mail: true }
  await accounts.rows(`UPDATE users.users SET status = 'suspended' WHERE admin`)
  expect(await refused('bob@example.org', token)).toBe('link-used-up')
})

test('an invitation wins over an account that somebody else has waiting at that address', async () => {
  await using accounts = await open()
  await accounts.person('First')
  const [squatted] = await accounts.ask('bob@example.org', 'plum ladder envelope seven')
  const token = await invite(accounts, 'bob@example.org')
  const { user } = sessionIn(await registering(accounts, 'bob@example.org', token))
  expect(user.email).toBe('bob@example.org')
  const late = accounts.api().auth.verifyEmail({ token: tokenIn(squatted), client: 'tool' })
  expect(await refusal(late)).toMatchObject({ appCode: 'link-used-up' })
})

test('where no mails are sent, who registers is signed in as before, and a taken address is told', async () => {
  await using accounts = await open({ registration: 'open', mail: false })
  const { user } = sessionIn(await registering(accounts, 'ann@example.org'))
  expect(user).toMatchObject({ status: 'active', emailVerified: false })
  expect(await refusal(registering(accounts, 'ann@example.org'))).toMatchObject({
    appCode: 'email-taken',
  })
  expect(await accounts.settle()).toMatchObject([{ subject: 'Your Holdfast account is ready' }])
})
