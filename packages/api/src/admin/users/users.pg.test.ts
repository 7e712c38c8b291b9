import type { UserId } from '@holdfast/domain'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { decideAlone } from '../../accounts/first-account.ts'
import { openWorld, PASSWORD, type Person, refusal, type World } from '../../testing/world.ts'

let world: World
/** The first account, and so an admin. */
let root: Person
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
  root = await world.person('Root')
})
afterAll(() => world[Symbol.asyncDispose]())

const idOf = ({ user }: Person): UserId => user.id as UserId

const ask = <T extends object>(text: string, ...values: unknown[]): Promise<T[]> =>
  world.services.db.read((reader) => reader.rows({ text, values }) as Promise<T[]>)

const entriesOf = async ({ user }: Person): Promise<string[]> => {
  const rows = await ask<{ action: string }>(
    `SELECT action FROM audit.activity_log
     WHERE entity_type = 'user' AND entity_id = $1 AND actor_id = $2 AND action <> 'signed-in'
     ORDER BY version`,
    user.id,
    root.user.id,
  )
  return rows.map(({ action }) => action)
}

/** Whoever waits to decide about an account. */
const WAITING = `SELECT pid FROM pg_locks
                 WHERE locktype = 'advisory' AND NOT granted
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

const signIn = (name: string) =>
  world
    .asking()
    .api.auth.login({ email: `${name}@example.org`, password: PASSWORD, client: 'tool' })

const listed = async (input: Parameters<Person['api']['admin']['users']['list']>[0]) => {
  const { items, total } = await root.api.admin.users.list(input)
  return { emails: items.map(({ email }) => email.replace('@example.org', '')), total }
}

test('accounts are found by how address, name or last name begins, in any case and in order', async () => {
  await world.person('Zoe')
  const maria = await world.person('Maria')
  await ask(
    `UPDATE users.user_profiles SET first_name = 'Ána', last_name = 'Zoller' WHERE user_id = $1`,
    maria.user.id,
  )
  expect(await listed({ search: 'zo' })).toEqual({ emails: ['maria', 'zoe'], total: 2 })
  expect(await listed({ search: 'ZOE@' })).toEqual({ emails: ['zoe'], total: 1 })
  expect(await listed({ search: ' ána zoll ' })).toEqual({ emails: ['maria'], total: 1 })
  expect(await listed({ search: 'oe' })).toEqual({ emails: [], total: 0 })
  expect(await listed({ search: '%' })).toEqual({ emails: [], total: 0 })
  const all = await listed({})
  expect(all.emails).toEqual([...all.emails].sort())
  expect(all.total).toBe(all.emails.length)
})

test('the list comes page by page, each account once, and a cursor serves its own list alone', async () => {
  for (const name of ['Page1', 'Page2', 'Page3']) await world.person(name)
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<Person['api']['admin']['users']['list']>> =
      await root.api.admin.users.list({ search: 'page', limit: 2, cursor })
    seen.push(...page.items.map(({ email }) => email))
    expect(page.total).toBe(3)
    cursor = page.nextCursor
  } while (cursor)
  expect(seen).toEqual(['page1@example.org', 'page2@example.org', 'page3@example.org'])
  const { nextCursor } = await root.api.admin.users.list({ search: 'page', limit: 2 })
  expect(
    await refusal(root.api.admin.users.list({ search: 'pag', limit: 2, cursor: nextCursor })),
  ).toMatchObject({ appCode: 'bad-cursor' })
})

test('an account says when it was last used, and how many sessions live', async () => {
  const busy = await world.person('Busy')
  await signIn('busy')
  const { items } = await root.api.admin.users.list({ search: 'busy@' })
  expect(items).toEqual([
    expect.objectContaining({
      id: busy.user.id,
      name: 'Busy',
      status: 'active',
      admin: false,
      secondFactor: false,
      sessions: 2,
      lastSeenAt: expect.stringMatching(/Z$/),
    }),
  ])
  expect(items[0]).not.toHaveProperty('passwordHash')
})

test('who is suspended is out at once, and in again when reinstated', async () => {
  const sam = await world.person('Sam')
  await root.api.admin.users.suspend({ id: idOf(sam), reason: 'Lost laptop' })
  expect(await refusal(world.asking({ bearer: sam.accessToken }).api.users.me())).toMatchObject({
    appCode: 'session-revoked',
  })
  expect(await refusal(signIn('sam'))).toMatchObject({ appCode: 'account-suspended' })
  expect(await listed({ status: 'suspended', search: 'sam' })).toMatchObject({ total: 1 })
  await root.api.admin.users.reinstate({ id: idOf(sam) })
  expect(await signIn('sam')).toMatchObject({ user: { status: 'active' } })
  expect(await entriesOf(sam)).toEqual(['status-changed', 'status-changed'])
})

test('who had not confirmed their address has it to confirm still after a suspension', async () => {
  const new_ = await world.person('New')
  await ask(`UPDATE users.users SET status = 'inactive' WHERE id = $1`, new_.user.id)
  await root.api.admin.users.suspend({ id: idOf(new_) })
  await root.api.admin.users.reinstate({ id: idOf(new_) })
  expect(await listed({ search: 'new', status: 'inactive' })).toMatchObject({ total: 1 })
})

test('an admin neither suspends nor deletes themselves', async () => {
  const own = { id: idOf(root) }
  for (const shutOut of [root.api.admin.users.suspend, root.api.admin.users.delete])
    expect(await refusal(shutOut(own))).toMatchObject({ code: 'CONFLICT', appCode: 'own-account' })
})

test('the last admin stays one, also where two would end each other at once', async () => {
  expect(
    await refusal(root.api.admin.users.setAdmin({ id: idOf(root), admin: false })),
  ).toMatchObject({ code: 'CONFLICT', appCode: 'last-admin' })
  const other = await world.person('Other')
  await root.api.admin.users.setAdmin({ id: idOf(other), admin: true })
  const settled = await Promise.allSettled([
    root.api.admin.users.setAdmin({ id: idOf(other), admin: false }),
    other.api.admin.users.setAdmin({ id: idOf(root), admin: false }),
  ])
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const left = await ask<{ id: UserId }>(`SELECT id FROM users.users WHERE admin`)
  expect(left).toHaveLength(1)
  await ask('UPDATE users.users SET admin = (id = $1)', root.user.id)
})

test('rights given and taken hold at once', async () => {
  const deputy = await world.person('Deputy')
  expect(await refusal(deputy.api.admin.users.list({}))).toMatchObject({ appCode: 'forbidden' })
  await root.api.admin.users.setAdmin({ id: idOf(deputy), admin: true })
  const asking = () => world.asking({ bearer: deputy.accessToken }).api
  expect((await asking().admin.users.list({})).total).toBeGreaterThan(0)
  expect(await asking().users.me()).toMatchObject({ admin: true })
  await root.api.admin.users.setAdmin({ id: idOf(deputy), admin: false })
  expect(await refusal(asking().admin.users.list({}))).toMatchObject({ appCode: 'forbidden' })
  expect(await entriesOf(deputy)).toEqual(['admin-granted', 'admin-revoked'])
})

test('only an account that is in use becomes an admin’s', async () => {
  const idle = await world.person('Idle')
  await root.api.admin.users.suspend({ id: idOf(idle) })
  expect(
    await refusal(root.api.admin.users.setAdmin({ id: idOf(idle), admin: true })),
  ).toMatchObject({ appCode: 'account-not-active' })
})

test('a second factor that is reset is gone with all sessions, and once is enough', async () => {
  const finn = await world.person('Finn')
  await ask(
    `INSERT INTO auth.totp (user_id, sealed_secret, last_step) VALUES ($1, 'sealed', 0)`,
    finn.user.id,
  )
  await ask(
    `INSERT INTO auth.recovery_codes (user_id, code_hash) VALUES ($1, 'hash')`,
    finn.user.id,
  )
  expect((await root.api.admin.users.list({ search: 'finn' })).items[0]?.secondFactor).toBe(true)
  await root.api.admin.users.resetSecondFactor({ id: idOf(finn) })
  await root.api.admin.users.resetSecondFactor({ id: idOf(finn) })
  expect((await root.api.admin.users.list({ search: 'finn' })).items[0]).toMatchObject({
    secondFactor: false,
    sessions: 0,
  })
  expect(await ask('SELECT 1 FROM auth.recovery_codes WHERE user_id = $1', finn.user.id)).toEqual(
    [],
  )
  expect(await entriesOf(finn)).toEqual(['second-factor-reset'])
})

test('a deleted account is out, listed as deleted alone, and the same as an unknown one', async () => {
  const gone = await world.person('Gone')
  await root.api.admin.users.delete({ id: idOf(gone) })
  expect(await refusal(world.asking({ bearer: gone.accessToken }).api.users.me())).toMatchObject({
    code: 'UNAUTHORIZED',
  })
  expect(await listed({ search: 'gone' })).toMatchObject({ total: 0 })
  const unknown = { id: crypto.randomUUID() as UserId }
  const answered = await refusal(root.api.admin.users.suspend(unknown))
  expect(answered).toMatchObject({ code: 'NOT_FOUND', appCode: 'user-not-found' })
  expect(await refusal(root.api.admin.users.suspend({ id: idOf(gone) }))).toEqual(answered)
})

test('an account goes by the rules of its projects, which an admin is not told the names of', async () => {
  const [olga, mate] = [await world.person('Olga'), await world.person('Mate')]
  const project = async (name: string, role?: 'owner' | 'editor'): Promise<string> => {
    const { id } = await olga.api.projects.create({ name })
    if (role) await olga.api.projects.addMember({ projectId: id, email: 'mate@example.org', role })
    return id
  }
  const orphan = await project('Secret garden', 'editor')
  const shared = await project('Shed', 'owner')
  const alone = await project('Alone')
  const refused = await refusal(root.api.admin.users.delete({ id: idOf(olga) }))
  expect(refused).toMatchObject({ code: 'CONFLICT', appCode: 'last-owner' })
  expect(refused.message).toMatch(/^Others work in one project of theirs/)
  expect(refused.message).not.toContain('garden')
  expect((await olga.api.users.me()).status).toBe('active')
  expect(await olga.api.projects.get({ id: alone })).toMatchObject({ status: 'active' })

  await olga.api.projects.removeMember({ projectId: orphan, userId: idOf(mate) })
  await olga.api.projects.addMember({ projectId: orphan, email: 'mate@example.org', role: 'owner' })
  await root.api.admin.users.delete({ id: idOf(olga) })
  for (const id of [orphan, shared])
    expect(await mate.api.projects.get({ id })).toMatchObject({ ownerId: mate.user.id })
  const [left] = await ask('SELECT status FROM tasks.projects WHERE id = $1', alone)
  expect(left).toEqual({ status: 'deleted' })
  const done = await ask(
    `SELECT entity_id AS project, action FROM audit.activity_log
     WHERE entity_type = 'project' AND actor_id = $1 ORDER BY version`,
    root.user.id,
  )
  const passedOn = [orphan, shared].flatMap((id) =>
    ['edited', 'member-removed'].map((action) => ({ project: id, action })),
  )
  expect(done).toHaveLength(5)
  expect(done).toEqual(expect.arrayContaining([...passedOn, { project: alone, action: 'deleted' }]))
})

test('who was an admin when they asked, and is none when it is decided, decides nothing', async () => {
  const late = await world.person('Late')
  const victim = await world.person('Victim')
  await root.api.admin.users.setAdmin({ id: idOf(late), admin: true })
  const { asked } = await world.services.db.transact(async (tx) => {
    await decideAlone(tx)
    const asked = refusal(late.api.admin.users.suspend({ id: idOf(victim) }))
    await vi.waitFor(async () => expect(await ask(WAITING)).toHaveLength(1), { timeout: 10_000 })
    await tx.rows({
      text: 'UPDATE users.users SET admin = false WHERE id = $1',
      values: [late.user.id],
    })
    return { asked }
  })
  expect(await asked).toMatchObject({ code: 'FORBIDDEN', appCode: 'forbidden' })
  expect(await listed({ search: 'victim', status: 'active' })).toMatchObject({ total: 1 })
})

test('sessions of anybody are listed by device, and end one by one', async () => {
  const sue = await world.person('Sue')
  await signIn('sue')
  const { sessions } = await root.api.admin.sessions.list({ userId: idOf(sue) })
  expect(sessions).toHaveLength(2)
  expect(sessions.every(({ current }) => !current)).toBe(true)
  for (const { id } of sessions) await root.api.admin.sessions.revoke({ id })
  expect(await root.api.admin.sessions.list({ userId: idOf(sue) })).toEqual({ sessions: [] })
  expect(await refusal(world.asking({ bearer: sue.accessToken }).api.users.me())).toMatchObject({
    appCode: 'session-revoked',
  })
  expect(await entriesOf(sue)).toEqual(['session-ended', 'session-ended'])
  const unknown = crypto.randomUUID() as (typeof sessions)[number]['id']
  expect(await refusal(root.api.admin.sessions.revoke({ id: unknown }))).toMatchObject({
    code: 'NOT_FOUND',
    appCode: 'session-not-found',
  })
})
