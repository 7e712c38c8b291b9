import { memoryCache } from '@holdfast/infra/cache/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, PASSWORD, refusal } from '../testing/world.ts'
import { type AccountWorld, type Confirmed, openAccounts } from './testing/account-world.ts'

let accounts: AccountWorld
beforeAll(async () => {
  accounts = openAccounts(await openWorld(postgresSearchIndex, memoryCache))
  await accounts.person('First')
})
afterAll(() => accounts[Symbol.asyncDispose]())

const projectOf = async (owner: Confirmed, name: string): Promise<string> =>
  (await owner.api.projects.create({ name })).id

const join = (
  owner: Confirmed,
  projectId: string,
  { email }: Confirmed,
  role: 'owner' | 'editor',
) => owner.api.projects.addMember({ projectId, email, role })

test('a deleted account is out at once, is told so, and its address is free again', async () => {
  const ann = await accounts.person('Ann')
  expect(await ann.api.account.delete({ password: PASSWORD })).toEqual({})
  const me = accounts.api({ bearer: ann.accessToken }).users.me()
  expect(await refusal(me)).toMatchObject({ appCode: 'session-revoked' })
  const login = accounts.api().auth.login({ email: ann.email, password: PASSWORD })
  expect(await refusal(login)).toMatchObject({ appCode: 'wrong-credentials' })
  expect(await accounts.settle()).toMatchObject([
    { to: { address: ann.email }, subject: 'Your account was deleted' },
  ])
  expect((await accounts.person('Ann')).id).not.toBe(ann.id)
})

test('who owns what others work in makes one of them an owner first, or deletes it', async () => {
  const [bob, eve] = [await accounts.person('Bob'), await accounts.person('Eve')]
  const garden = await projectOf(bob, 'Garden')
  await join(bob, garden, eve, 'editor')
  const refused = await refusal(bob.api.account.delete({ password: PASSWORD }))
  expect(refused).toMatchObject({ code: 'CONFLICT', appCode: 'last-owner' })
  expect(refused.message).toContain('“Garden”')
  expect((await bob.api.users.me()).status).toBe('active')
  await bob.api.projects.update({ id: garden, status: 'deleted' })
  expect(await bob.api.account.delete({ password: PASSWORD })).toEqual({})
})

test('a project passes to another owner of it, and the tasks of who is gone are nobody’s', async () => {
  const [dan, fay] = [await accounts.person('Dan'), await accounts.person('Fay')]
  const shed = await projectOf(dan, 'Shed')
  await join(dan, shed, fay, 'owner')
  const task = { title: 'Paint', projectId: shed, assignedTo: dan.id }
  const { id } = await dan.api.tasks.create(task)
  await dan.api.account.delete({ password: PASSWORD })
  expect(await fay.api.projects.get({ id: shed })).toMatchObject({ ownerId: fay.id })
  expect(await fay.api.tasks.get({ id })).toMatchObject({ title: 'Paint', assignedTo: null })
})

test('who is a member leaves; a project with nobody else in it is deleted', async () => {
  const [gus, hal] = [await accounts.person('Gus'), await accounts.person('Hal')]
  const shared = await projectOf(gus, 'Shared')
  await join(gus, shared, hal, 'editor')
  const alone = await projectOf(hal, 'Alone')
  await hal.api.account.delete({ password: PASSWORD })
  expect((await gus.api.projects.get({ id: shared })).memberIds).toEqual([gus.id])
  const [left] = await accounts.rows('SELECT status FROM tasks.projects WHERE id = $1', [alone])
  expect(left).toEqual({ status: 'deleted' })
})

test('the only account of an admin stays while there are others', async () => {
  const [admin] = await accounts.rows<{ email: string }>(
    'SELECT email FROM users.users WHERE admin AND status = $1',
    ['active'],
  )
  const login = await accounts
    .api()
    .auth.login({ email: admin?.email ?? '', password: PASSWORD, client: 'tool' })
  const bearer = 'accessToken' in login ? login.accessToken : ''
  const deleting = accounts.api({ bearer }).account.delete({ password: PASSWORD })
  expect(await refusal(deleting)).toMatchObject({ appCode: 'last-admin' })
})
