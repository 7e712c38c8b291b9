import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type Person, refusal, type World } from '../testing/world.ts'

let world: World
let ada: Person
let bob: Person
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
  ada = await world.person('Ada')
  bob = await world.person('Bob')
})
afterAll(() => world[Symbol.asyncDispose]())

const actionsOf = async (id: string): Promise<string[]> => {
  const rows = await world.services.db.read((reader) =>
    reader.rows<{ action: string }>({
      text: 'SELECT action FROM audit.activity_log WHERE entity_id = $1 ORDER BY version',
      values: [id],
    }),
  )
  return rows.map(({ action }) => action)
}

test('whoever creates a project owns it and is its only member', async () => {
  const project = await ada.api.projects.create({ name: 'House', description: 'All of it' })
  expect(project).toMatchObject({
    name: 'House',
    description: 'All of it',
    status: 'active',
    ownerId: ada.user.id,
    memberIds: [ada.user.id],
  })
  expect(await ada.api.projects.get({ id: project.id })).toMatchObject(project)
  expect(await ada.api.projects.create({ id: project.id, name: 'Again' })).toEqual(project)
  expect(await refusal(bob.api.projects.create({ id: project.id, name: 'Mine' }))).toMatchObject({
    code: 'CONFLICT',
    appCode: 'id-taken',
  })
})

test('an owner adds a person by e-mail in any case, once', async () => {
  const { id: projectId } = await ada.api.projects.create({ name: 'Shared' })
  const member = await ada.api.projects.addMember({
    projectId,
    email: 'BOB@example.org',
    role: 'editor',
  })
  expect(member).toMatchObject({
    id: `${projectId}:${bob.user.id}`,
    userId: bob.user.id,
    role: 'editor',
    displayName: 'Bob',
    left: false,
  })
  expect(member).not.toHaveProperty('email')
  expect((await bob.api.projects.get({ id: projectId })).memberIds).toEqual([
    ada.user.id,
    bob.user.id,
  ])
  const again = { projectId, email: bob.user.email, role: 'viewer' } as const
  expect(await refusal(ada.api.projects.addMember(again))).toMatchObject({
    code: 'CONFLICT',
    appCode: 'already-member',
  })
})

test('an address that nobody has is said to be unknown', async () => {
  const { id: projectId } = await ada.api.projects.create({ name: 'Nobody' })
  const unknown = { projectId, email: 'nobody@example.org', role: 'viewer' } as const
  expect(await refusal(ada.api.projects.addMember(unknown))).toMatchObject({
    code: 'NOT_FOUND',
    appCode: 'user-not-found',
  })
})

test('only an owner adds, edits, archives and deletes; a member who is none may leave', async () => {
  const { id } = await ada.api.projects.create({ name: 'Roles' })
  await ada.api.projects.addMember({ projectId: id, email: bob.user.email, role: 'editor' })
  const carol = await world.person('Carol')
  const refused = [
    bob.api.projects.addMember({ projectId: id, email: carol.user.email, role: 'viewer' }),
    bob.api.projects.addMember({ projectId: id, email: 'nobody@example.org', role: 'viewer' }),
    bob.api.projects.update({ id, name: 'Taken over' }),
    bob.api.projects.update({ id, status: 'archived' }),
    bob.api.projects.removeMember({ projectId: id, userId: ada.user.id }),
  ]
  for (const answer of await Promise.all(refused.map((called) => refusal(called))))
    expect(answer).toMatchObject({ code: 'FORBIDDEN', appCode: 'forbidden' })
  const left = await bob.api.projects.removeMember({ projectId: id, userId: bob.user.id })
  expect(left.left).toBe(true)
  expect(await refusal(bob.api.projects.get({ id }))).toMatchObject({
    appCode: 'project-not-found',
  })
})

test('[U2] removing a person unassigns their tasks, and re-adding brings them back with the new role', async () => {
  const { id: projectId } = await ada.api.projects.create({ name: 'Back' })
  await ada.api.projects.addMember({ projectId, email: bob.user.email, role: 'editor' })
  const { id } = await ada.api.tasks.create({ title: 'T', projectId, assignedTo: bob.user.id })
  world.poked.length = 0
  await ada.api.projects.removeMember({ projectId, userId: bob.user.id })
  expect(new Set(world.poked)).toEqual(new Set([`project:${projectId}`, `user:${bob.user.id}`]))
  expect((await ada.api.tasks.get({ id })).assignedTo).toBeNull()
  expect(await refusal(bob.api.tasks.get({ id }))).toMatchObject({ appCode: 'task-not-found' })
  const back = await ada.api.projects.addMember({
    projectId,
    email: bob.user.email,
    role: 'viewer',
  })
  expect(back).toMatchObject({ role: 'viewer', left: false })
  expect((await bob.api.tasks.get({ id })).title).toBe('T')
  expect(await refusal(bob.api.tasks.update({ id, title: 'No' }))).toMatchObject({
    appCode: 'forbidden',
  })
  expect(await actionsOf(projectId)).toEqual([
    'created',
    'member-added',
    'member-removed',
    'member-added',
  ])
})

test('a role that an owner changes counts at once, for what it allows and for who sees what', async () => {
  const { id: projectId } = await ada.api.projects.create({ name: 'Promoted' })
  const userId = bob.user.id
  await ada.api.projects.addMember({ projectId, email: bob.user.email, role: 'viewer' })
  const { id } = await ada.api.tasks.create({ title: 'T', projectId, assignedTo: userId })
  const abilities = async () => (await bob.api.projects.get({ id: projectId })).abilities
  expect(await abilities()).toMatchObject({ add: false, manageMembers: false })
  world.poked.length = 0
  expect(await ada.api.projects.setMemberRole({ projectId, userId, role: 'editor' })).toMatchObject(
    { userId, role: 'editor', left: false },
  )
  expect(world.poked).toEqual([`project:${projectId}`])
  expect(await abilities()).toMatchObject({ add: true, manageMembers: false })
  expect((await bob.api.tasks.update({ id, title: 'Mine' })).title).toBe('Mine')
  await ada.api.projects.setMemberRole({ projectId, userId, role: 'viewer' })
  expect(await refusal(bob.api.tasks.update({ id, title: 'No' }))).toMatchObject({
    appCode: 'forbidden',
  })
  expect((await bob.api.tasks.get({ id })).assignedTo).toBe(userId)
  const refused = [
    bob.api.projects.setMemberRole({ projectId, userId, role: 'owner' }),
    bob.api.projects.setMemberRole({ projectId, userId: ada.user.id, role: 'viewer' }),
  ]
  for (const answer of await Promise.all(refused.map((called) => refusal(called))))
    expect(answer).toMatchObject({ code: 'FORBIDDEN', appCode: 'forbidden' })
  expect((await actionsOf(projectId)).filter((action) => action.startsWith('member-'))).toEqual([
    'member-added',
    'member-role-changed',
    'member-role-changed',
  ])
})

test('of two owners who add one person at once, one does', async () => {
  const { id: projectId } = await ada.api.projects.create({ name: 'Race' })
  const results = await Promise.allSettled(
    Array.from({ length: 4 }, () =>
      ada.api.projects.addMember({ projectId, email: bob.user.email, role: 'editor' }),
    ),
  )
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await actionsOf(projectId)).toEqual(['created', 'member-added'])
})

test('a project is renamed, archived and brought back; tasks cannot be added meanwhile', async () => {
  const { id } = await ada.api.projects.create({ name: 'Before' })
  const archived = await ada.api.projects.update({ id, name: 'After', status: 'archived' })
  expect(archived).toMatchObject({ name: 'After', status: 'archived' })
  expect(await refusal(ada.api.tasks.create({ title: 'x', projectId: id }))).toMatchObject({
    code: 'CONFLICT',
    appCode: 'project-archived',
  })
  expect((await ada.api.projects.update({ id, status: 'active' })).status).toBe('active')
  expect((await ada.api.tasks.create({ title: 'x', projectId: id })).projectId).toBe(id)
})

test('projects are listed page by page, newest first, without deleted ones', async () => {
  const pia = await world.person('Pia')
  const made = await Promise.all(
    Array.from({ length: 9 }, (_, n) => pia.api.projects.create({ name: `Project ${n}` })),
  )
  await pia.api.projects.update({ id: made[0]?.id ?? '', status: 'deleted' })
  await pia.api.projects.update({ id: made[1]?.id ?? '', status: 'archived' })
  const found: string[] = []
  for (let cursor: string | null = null; ; ) {
    const page = await pia.api.projects.list({ limit: 2, cursor })
    found.push(...page.items.map((project) => project.id))
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  expect(found.sort()).toEqual(
    made
      .slice(1)
      .map((project) => project.id)
      .sort(),
  )
  const { items } = await pia.api.projects.list({ filters: { status: ['archived'] } })
  expect(items.map((project) => project.id)).toEqual([made[1]?.id])
})

test('nobody can be added to a deleted project', async () => {
  const { id } = await ada.api.projects.create({ name: 'Gone' })
  await ada.api.projects.update({ id, status: 'deleted' })
  const adding = { projectId: id, email: bob.user.email, role: 'editor' } as const
  expect(await refusal(ada.api.projects.addMember(adding))).toMatchObject({
    appCode: 'project-deleted',
  })
})
