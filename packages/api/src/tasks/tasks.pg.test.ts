import type { Task } from '@holdfast/domain'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { openWorld, type Person, refusal, type World } from '../testing/world.ts'
import type { TaskFilters } from './task-filters.ts'

let world: World
let ada: Person
let bob: Person
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
  ada = await world.person('Ada')
  bob = await world.person('Bob')
})
afterAll(() => world[Symbol.asyncDispose]())

const ID = '0190A000-1111-7000-8000-000000000001'

const activityOf = (id: string) =>
  world.services.db.read((reader) =>
    reader.rows<{ action: string; metadata: { before: object; after: object } }>({
      text: 'SELECT action, metadata FROM audit.activity_log WHERE entity_id = $1 ORDER BY version',
      values: [id],
    }),
  )

const sharedProject = async (): Promise<string> => {
  const { id } = await ada.api.projects.create({ name: 'Garden' })
  await ada.api.projects.addMember({ projectId: id, email: bob.user.email, role: 'editor' })
  return id
}

test('a task is created with its defaults, by its creator, and comes back the same', async () => {
  const task = await ada.api.tasks.create({ title: 'Water the roses', tags: ['#Garden', 'garden'] })
  expect(task).toMatchObject({
    title: 'Water the roses',
    description: null,
    status: 'todo',
    priority: 'medium',
    dueDate: null,
    tags: ['garden'],
    createdBy: ada.user.id,
    assignedTo: null,
    projectId: null,
    completedAt: null,
    deletedAt: null,
  })
  expect(await ada.api.tasks.get({ id: task.id })).toMatchObject(task)
})

test('a client-made id is the idempotency key, in any case, one by one and at once', async () => {
  const first = await ada.api.tasks.create({ id: ID, title: 'Once' })
  expect(first.id).toBe(ID.toLowerCase())
  expect(await ada.api.tasks.create({ id: ID, title: 'Twice' })).toEqual(first)
  const id = crypto.randomUUID()
  const all = await Promise.all(
    Array.from({ length: 6 }, (_, n) => ada.api.tasks.create({ id, title: `Attempt ${n}` })),
  )
  expect(new Set(all.map((task) => JSON.stringify(task))).size).toBe(1)
  expect(await activityOf(id)).toHaveLength(1)
})

test('an id that is somebody else’s task is taken, and says nothing of it', async () => {
  const { id } = await ada.api.tasks.create({ title: 'Secret plans' })
  const answer = await refusal(bob.api.tasks.create({ id, title: 'Mine' }))
  expect(answer).toMatchObject({ code: 'CONFLICT', appCode: 'id-taken' })
  expect(JSON.stringify(answer)).not.toContain('Secret')
  expect((await ada.api.tasks.get({ id })).title).toBe('Secret plans')
})

test('an update changes what it names, in one transaction, with the values before in the audit', async () => {
  const projectId = await sharedProject()
  const { id, ...before } = await ada.api.tasks.create({ title: 'Old', tags: ['a', 'b'] })
  const changed = await ada.api.tasks.update({
    id,
    title: 'New',
    description: 'With more',
    priority: 'high',
    dueDate: '2026-12-24T00:00:00.000Z',
    dueAllDay: true,
    tags: ['b', 'c'],
    projectId,
    status: 'in_progress',
    orderKey: 'a5',
  })
  expect(changed).toMatchObject({
    title: 'New',
    description: 'With more',
    priority: 'high',
    dueDate: '2026-12-24T00:00:00.000Z',
    dueAllDay: true,
    tags: ['b', 'c'],
    projectId,
    status: 'in_progress',
    orderKey: 'a5',
  })
  expect(changed.version).toBeGreaterThan(before.version)
  const [, edited, ...others] = await activityOf(id)
  expect(edited).toMatchObject({
    action: 'edited',
    metadata: { before: { title: 'Old' }, after: { title: 'New' } },
  })
  expect(others.map(({ action }) => action)).toEqual([
    'tagged',
    'moved',
    'status-changed',
    'ordered',
  ])
})

test('an update of which one part is refused changes nothing', async () => {
  const task = await ada.api.tasks.create({ title: 'Whole' })
  const projectId = crypto.randomUUID()
  const answer = await refusal(ada.api.tasks.update({ id: task.id, title: 'Half', projectId }))
  expect(answer).toMatchObject({ code: 'NOT_FOUND', appCode: 'project-not-found' })
  expect(await ada.api.tasks.get({ id: task.id })).toMatchObject(task)
  expect(await activityOf(task.id)).toHaveLength(1)
})

test('tags that somebody added meanwhile survive an update that did not see them', async () => {
  const { id } = await ada.api.tasks.create({ title: 'Tags', tags: ['a', 'b'] })
  await ada.api.tasks.update({ id, tags: ['a', 'b', 'theirs'] })
  const { tags } = await ada.api.tasks.update({
    id,
    tags: ['b', 'mine'],
    base: { tags: ['a', 'b'] },
  })
  expect([...tags].sort()).toEqual(['b', 'mine', 'theirs'])
})

test('completing sets the time and reopening clears it', async () => {
  const { id } = await ada.api.tasks.create({ title: 'Finish' })
  const done = await ada.api.tasks.setStatus({ id, status: 'completed' })
  expect(done.completedAt).not.toBeNull()
  expect(await ada.api.tasks.setStatus({ id, status: 'todo' })).toMatchObject({
    status: 'todo',
    completedAt: null,
  })
  expect((await activityOf(id)).map(({ action }) => action)).toEqual([
    'created',
    'completed',
    'reopened',
  ])
})

test('a deleted task is in the trash, not in lists, and can be restored', async () => {
  const { id } = await ada.api.tasks.create({ title: 'Trashcan' })
  expect((await ada.api.tasks.delete({ id })).deletedAt).not.toBeNull()
  const listed = async () => (await ada.api.tasks.list({ limit: 200 })).items.map((task) => task.id)
  const found = async () => (await ada.api.tasks.search({ query: 'trashcan' })).items.length
  expect(await listed()).not.toContain(id)
  expect(await found()).toBe(0)
  expect((await ada.api.tasks.restore({ id })).deletedAt).toBeNull()
  expect(await listed()).toContain(id)
  expect(await found()).toBe(1)
})

test('a task is assigned to a member of its project and to nobody else', async () => {
  const projectId = await sharedProject()
  const { id } = await ada.api.tasks.create({ title: 'Assign me', projectId })
  const assigned = await ada.api.tasks.assign({ id, assignedTo: bob.user.id })
  expect(assigned.assignedTo).toBe(bob.user.id)
  const stranger = await world.person('Stranger')
  const refused = ada.api.tasks.assign({ id, assignedTo: stranger.user.id })
  expect(await refusal(refused)).toMatchObject({ appCode: 'assignee-not-member' })
  expect((await bob.api.tasks.assign({ id, assignedTo: null })).assignedTo).toBeNull()
})

test('outside a project a task is assigned to an acquaintance, who sees it then', async () => {
  await sharedProject()
  const { id } = await ada.api.tasks.create({ title: 'For Bob', assignedTo: bob.user.id })
  expect((await bob.api.tasks.get({ id })).title).toBe('For Bob')
  const hermit = await world.person('Hermit')
  const refused = ada.api.tasks.create({ title: 'No', assignedTo: hermit.user.id })
  expect(await refusal(refused)).toMatchObject({ appCode: 'not-acquainted' })
})

test('the devices that hold a task’s buckets are poked after the commit', async () => {
  const projectId = await sharedProject()
  world.poked.length = 0
  const { id } = await ada.api.tasks.create({ title: 'Poke', projectId })
  expect(world.poked).toEqual([`project:${projectId}`])
  await ada.api.tasks.update({ id, projectId: null })
  expect(new Set(world.poked)).toEqual(new Set([`project:${projectId}`, `user:${ada.user.id}`]))
})

const everyPage = async (
  person: Person,
  limit: number,
  filters: Parameters<Person['api']['tasks']['list']>[0] = {},
): Promise<Task[]> => {
  const items: Task[] = []
  for (let cursor: string | null = null; ; ) {
    const page = await person.api.tasks.list({ ...filters, limit, cursor })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    items.push(...page.items)
    if (page.nextCursor === null) return items
    cursor = page.nextCursor
  }
}

test('pages hold every task once, newest first, also those made in the same millisecond', async () => {
  const pia = await world.person('Pia')
  const made = await Promise.all(
    Array.from({ length: 23 }, (_, n) => pia.api.tasks.create({ title: `Task ${n}` })),
  )
  expect(new Set(made.map((task) => task.createdAt)).size).toBe(1)
  world.clock.now = new Date(world.clock.now.getTime() + 5)
  const newest = await pia.api.tasks.create({ title: 'Newest' })
  for (const limit of [1, 7, 23, 24, 200]) {
    const items = await everyPage(pia, limit)
    expect(items).toHaveLength(24)
    expect(new Set(items.map((task) => task.id)).size).toBe(24)
    expect(items[0]).toEqual(newest)
  }
})

test('a task that is added or deleted between two pages shifts none of the others', async () => {
  const kim = await world.person('Kim')
  const made: Task[] = []
  for (let n = 0; n < 6; n++) {
    world.clock.now = new Date(world.clock.now.getTime() + 1)
    made.push(await kim.api.tasks.create({ title: `Task ${n}` }))
  }
  const first = await kim.api.tasks.list({ limit: 3 })
  world.clock.now = new Date(world.clock.now.getTime() + 1)
  await kim.api.tasks.create({ title: 'Late' })
  await kim.api.tasks.delete({ id: made[5]?.id ?? '' })
  const second = await kim.api.tasks.list({ limit: 3, cursor: first.nextCursor })
  expect(second.items.map((task) => task.title)).toEqual(['Task 2', 'Task 1', 'Task 0'])
  expect(second.nextCursor).toBeNull()
})

test('a cursor is good for its own list alone', async () => {
  const { nextCursor } = await ada.api.tasks.list({ limit: 1 })
  expect(nextCursor).not.toBeNull()
  const refused = [
    bob.api.tasks.list({ limit: 1, cursor: nextCursor }),
    ada.api.tasks.list({ limit: 1, cursor: nextCursor, filters: { status: ['todo'] } }),
    ada.api.tasks.list({ cursor: `${nextCursor}x` }),
    ada.api.tasks.search({ query: 'a', cursor: nextCursor }),
  ]
  for (const answer of await Promise.all(refused.map((called) => refusal(called))))
    expect(answer).toMatchObject({ code: 'BAD_REQUEST', appCode: 'bad-cursor' })
})

test('lists are narrowed by every filter', async () => {
  const fay = await world.person('Fay')
  const { id: projectId } = await fay.api.projects.create({ name: 'Filters' })
  await fay.api.tasks.create({ title: 'plain' })
  await fay.api.tasks.create({ title: 'done', status: 'completed' })
  await fay.api.tasks.create({ title: 'urgent', priority: 'critical', tags: ['x', 'y'] })
  await fay.api.tasks.create({ title: 'in project', projectId, assignedTo: fay.user.id })
  await fay.api.tasks.create({ title: 'due', dueDate: '2026-12-01T00:00:00.000Z' })
  const titles = async (filters: z.input<typeof TaskFilters>) =>
    (await fay.api.tasks.list({ filters })).items.map((task) => task.title).sort()

  expect(await titles({ status: ['completed', 'cancelled'] })).toEqual(['done'])
  expect(await titles({ priority: ['critical'] })).toEqual(['urgent'])
  expect(await titles({ tags: ['X', 'y'] })).toEqual(['urgent'])
  expect(await titles({ tags: ['x', 'z'] })).toEqual([])
  expect(await titles({ projectId })).toEqual(['in project'])
  expect(await titles({ assignedTo: fay.user.id })).toEqual(['in project'])
  expect(await titles({ projectId: null, assignedTo: null, status: ['todo'] })).toEqual([
    'due',
    'plain',
    'urgent',
  ])
  expect(await titles({ dueDate: { from: '2026-12-01T00:00:00Z' } })).toEqual(['due'])
  expect(await titles({ dueDate: { to: '2026-12-01T00:00:00Z' } })).toEqual([])
  expect(await titles({ createdBy: ada.user.id })).toEqual([])
})

test('tasks of a deleted project are neither listed nor found', async () => {
  const projectId = await sharedProject()
  const { id } = await ada.api.tasks.create({ title: 'Zebracrossing', projectId })
  await ada.api.projects.update({ id: projectId, status: 'deleted' })
  expect((await ada.api.tasks.search({ query: 'zebracrossing' })).items).toEqual([])
  const { items } = await ada.api.tasks.list({ limit: 200 })
  expect(items.map((task) => task.id)).not.toContain(id)
})

test('search finds the caller’s own tasks page by page and nobody else’s', async () => {
  const sam = await world.person('Sam')
  for (let n = 0; n < 7; n++) await sam.api.tasks.create({ title: `Polish lantern ${n}` })
  await bob.api.tasks.create({ title: 'Polish lantern of Bob' })
  const found: Task[] = []
  for (let cursor: string | null = null; ; ) {
    const page = await sam.api.tasks.search({ query: 'polishing lan', limit: 3, cursor })
    found.push(...page.items)
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  expect(new Set(found.map((task) => task.id)).size).toBe(7)
  expect(found).toHaveLength(7)
  expect(found.every((task) => task.createdBy === sam.user.id)).toBe(true)
})

test('edits that happen at once to one task all take effect', async () => {
  const { id } = await ada.api.tasks.create({ title: 'Busy' })
  await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      ada.api.tasks.update({ id, tags: [`t${n}`], base: { tags: [] } }),
    ),
  )
  expect((await ada.api.tasks.get({ id })).tags).toHaveLength(8)
})

test('a text with emoji, zero-width and right-to-left characters keeps every byte', async () => {
  const title = 'Zoë\u200d 👩‍🚀 \u202eשלום\u202c  twice'
  const { id } = await ada.api.tasks.create({ title, description: title })
  expect(await ada.api.tasks.get({ id })).toMatchObject({ title, description: title })
})

test.each<[string, object]>([
  ['an unknown field', { version: 3 }],
  ['a creator', { createdBy: '0190a000-0000-7000-8000-000000000001' }],
  ['a prototype', JSON.parse('{"__proto__":{"admin":true}}')],
  ['NUL in the title', { title: 'a\0' }],
  ['a blank title', { title: '  ' }],
  ['a title of 501 characters', { title: 'x'.repeat(501) }],
  ['30 February', { dueDate: '2026-02-30T00:00:00.000Z' }],
  ['the year 294277', { dueDate: '+294277-01-01T00:00:00.000Z' }],
  ['infinity', { dueDate: 'infinity' }],
  ['a braced UUID', { id: '{0190a000-0000-7000-8000-000000000001}' }],
  ['51 tags', { tags: Array.from({ length: 51 }, (_, n) => `t${n}`) }],
])('creating a task with %s is refused', async (_, change) => {
  const input = Object.assign(Object.create(null), { title: 'Fine' })
  for (const [key, value] of Object.entries(change))
    Object.defineProperty(input, key, { value, enumerable: true })
  const answer = await refusal(ada.api.tasks.create(input))
  expect(answer).toMatchObject({ code: 'BAD_REQUEST', appCode: 'bad-input' })
  expect(answer.issues).not.toHaveLength(0)
})

test.each([0, -1, 201, 1e9, 1.5])('a page of %d is refused', async (limit) => {
  expect(await refusal(ada.api.tasks.list({ limit }))).toMatchObject({ appCode: 'bad-input' })
})

test('an update that names nothing is refused', async () => {
  const { id } = await ada.api.tasks.create({ title: 'Same' })
  expect(await refusal(ada.api.tasks.update({ id }))).toMatchObject({ appCode: 'bad-input' })
  expect(await refusal(ada.api.tasks.update({ id, base: { title: 'x' } }))).toMatchObject({
    appCode: 'bad-input',
  })
})
