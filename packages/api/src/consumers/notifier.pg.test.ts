import { randomUUID } from 'node:crypto'
import type { ActivityAction, DomainEvent } from '@holdfast/domain'
import { type Mail, MailDelayed, MailRefused } from '@holdfast/infra'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openWorld, type Person, refusal, type World } from '../testing/world.ts'
import { notifier } from './notifier.ts'

let world: World
let ada: Person
let bob: Person
let eve: Person
let sent: Mail[]
/** What the mailer does with each mail. */
let send: (mail: Mail) => Promise<void>

beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
  ada = await world.person('Ada')
  bob = await world.person('Bob')
  eve = await world.person('Eve')
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => {
  sent = []
  send = async (mail) => void sent.push(mail)
})

const consumer = () =>
  notifier({
    services: world.services,
    mailer: { send: (mail) => send(mail) },
    appUrl: new URL('https://tasks.example.org'),
  })

/** The events of these entities so far, in order, as the bus carries them. */
const eventsOf = (...ids: string[]): Promise<DomainEvent[]> =>
  world.services.db.read((reader) =>
    reader.rows<DomainEvent>({
      text: `SELECT id, entity_type AS entity, entity_id AS "entityId", action, version,
                    '{}'::text[] AS fields
             FROM audit.activity_log WHERE entity_id = ANY ($1) ORDER BY version`,
      values: [ids],
    }),
  )

const lastOf = async (id: string, action: ActivityAction): Promise<DomainEvent> => {
  const event = (await eventsOf(id)).findLast((one) => one.action === action)
  if (!event) throw new Error(`no ${action} of ${id}`)
  return event
}

const handle = (event: DomainEvent) => consumer().handle(event, AbortSignal.timeout(10_000))

const gardenOf = async (owner: Person, ...others: Person[]): Promise<string> => {
  const { id } = await owner.api.projects.create({ name: `Garden ${randomUUID()}` })
  for (const { user } of others)
    await owner.api.projects.addMember({ projectId: id, email: user.email, role: 'editor' })
  return id
}

const inboxOf = async (person: Person, taskOrProject: string) =>
  (await person.api.notifications.list()).items.filter(
    ({ taskId, projectId }) => taskId === taskOrProject || projectId === taskOrProject,
  )

const prefer = (person: Person, notifications: object) =>
  world.services.db.transact((tx) =>
    tx.rows({
      text: 'UPDATE users.user_preferences SET notifications = $2 WHERE user_id = $1',
      values: [person.user.id, JSON.stringify(notifications)],
    }),
  )

test('who is assigned a task is told in the inbox and by mail, and the one who did it is not', async () => {
  const projectId = await gardenOf(ada, bob)
  const { id } = await ada.api.tasks.create({ title: 'Water the beans', projectId })
  await ada.api.tasks.assign({ id, assignedTo: bob.user.id })
  const event = await lastOf(id, 'assigned')
  await handle(event)
  await handle(event)
  expect(await inboxOf(bob, id)).toMatchObject([
    { kind: 'task-assigned', title: 'Water the beans', byName: 'Ada', readAt: null },
  ])
  expect(await inboxOf(ada, id)).toEqual([])
  expect(sent.map(({ to, subject }) => [to.address, subject])).toEqual([
    [bob.user.email, 'Ada assigned you “Water the beans”'],
  ])
  expect(sent[0]?.unsubscribe?.href).toBe('https://tasks.example.org/settings#notifications')
  expect(sent[0]?.text).toContain(`https://tasks.example.org/?task=${id}`)
})

test('a task that is made for somebody tells them; one that is made for oneself tells nobody', async () => {
  const projectId = await gardenOf(ada, bob)
  const made = { title: 'Sow', projectId }
  const forBob = await ada.api.tasks.create({ ...made, assignedTo: bob.user.id })
  const forAda = await ada.api.tasks.create({ ...made, assignedTo: ada.user.id })
  for (const event of await eventsOf(forBob.id, forAda.id)) await handle(event)
  expect(sent.map(({ to }) => to.address)).toEqual([bob.user.email])
  expect(await inboxOf(bob, forBob.id)).toHaveLength(1)
})

test('a completed task tells who made it and who has it, but not who completed it', async () => {
  const projectId = await gardenOf(ada, bob, eve)
  const { id } = await ada.api.tasks.create({ title: 'Dig', projectId, assignedTo: bob.user.id })
  await eve.api.tasks.setStatus({ id, status: 'completed' })
  await handle(await lastOf(id, 'completed'))
  expect(sent.map(({ to }) => to.address).sort()).toEqual([ada.user.email, bob.user.email])
  expect(await inboxOf(ada, id)).toMatchObject([{ kind: 'task-completed', byName: 'Eve' }])
  expect(await inboxOf(eve, id)).toEqual([])
})

test('of events that come together only those that concern others are told', async () => {
  const projectId = await gardenOf(ada, bob, eve)
  const made = { title: 'Rake', projectId }
  const own = await ada.api.tasks.create({ ...made, assignedTo: ada.user.id })
  const nobodys = await ada.api.tasks.create(made)
  const forBob = await ada.api.tasks.create({ ...made, assignedTo: bob.user.id })
  await eve.api.tasks.assign({ id: nobodys.id, assignedTo: eve.user.id })
  await bob.api.tasks.setStatus({ id: forBob.id, status: 'completed' })
  await ada.api.tasks.setStatus({ id: own.id, status: 'completed' })
  await eve.api.tasks.setStatus({ id: nobodys.id, status: 'completed' })
  const events = await eventsOf(projectId, own.id, nobodys.id, forBob.id)
  for (let times = 0; times < 2; times++)
    await consumer().handleMany?.(events, AbortSignal.timeout(10_000))
  const kindsFor = async (person: Person) =>
    (await Promise.all([projectId, own.id, nobodys.id, forBob.id].map((id) => inboxOf(person, id))))
      .flat()
      .map(({ kind }) => kind)
  expect(await kindsFor(ada)).toEqual(['task-completed', 'task-completed'])
  expect(await kindsFor(bob)).toEqual(['project-member-added', 'task-assigned'])
  expect(await kindsFor(eve)).toEqual(['project-member-added'])
  expect(sent).toHaveLength(5)
})

test('who is added to a project is told', async () => {
  const projectId = await gardenOf(ada, bob)
  await handle(await lastOf(projectId, 'member-added'))
  expect(await inboxOf(bob, projectId)).toMatchObject([{ kind: 'project-member-added' }])
  expect(sent[0]?.text).toContain(`https://tasks.example.org/projects/${projectId}`)
})

test('what is true no more when the event comes is not told', async () => {
  const projectId = await gardenOf(ada, bob, eve)
  const made = { title: 'Dig', projectId, assignedTo: bob.user.id }
  const reassigned = await ada.api.tasks.create(made)
  await ada.api.tasks.assign({ id: reassigned.id, assignedTo: eve.user.id })
  const deleted = await ada.api.tasks.create(made)
  await ada.api.tasks.delete({ id: deleted.id })
  const reopened = await ada.api.tasks.create(made)
  await ada.api.tasks.setStatus({ id: reopened.id, status: 'completed' })
  await ada.api.tasks.setStatus({ id: reopened.id, status: 'todo' })
  await handle(await lastOf(reassigned.id, 'created'))
  await handle(await lastOf(deleted.id, 'created'))
  await handle(await lastOf(reopened.id, 'completed'))
  expect(sent).toEqual([])
})

test('who may see the thing no more is not told, and what they were told is no longer shown', async () => {
  const projectId = await gardenOf(ada, bob)
  const { id } = await ada.api.tasks.create({ title: 'Dig', projectId, assignedTo: bob.user.id })
  await handle(await lastOf(id, 'created'))
  expect(await inboxOf(bob, id)).toHaveLength(1)
  const { count } = await bob.api.notifications.unreadCount()
  await ada.api.tasks.setStatus({ id, status: 'completed' })
  const completed = await lastOf(id, 'completed')
  await ada.api.projects.removeMember({ projectId, userId: bob.user.id })
  sent = []
  await handle(completed)
  expect(sent).toEqual([])
  expect(await inboxOf(bob, id)).toEqual([])
  expect(await bob.api.notifications.unreadCount()).toEqual({ count: count - 1 })
})

test('preferences decide: none of a kind, or in the inbox without a mail', async () => {
  const projectId = await gardenOf(ada, bob, eve)
  await prefer(bob, { taskAssigned: false })
  await prefer(eve, { email: false })
  const made = { title: 'Dig', projectId }
  const forBob = await ada.api.tasks.create({ ...made, assignedTo: bob.user.id })
  const forEve = await ada.api.tasks.create({ ...made, assignedTo: eve.user.id })
  for (const event of await eventsOf(forBob.id, forEve.id)) await handle(event)
  expect(sent).toEqual([])
  expect(await inboxOf(bob, forBob.id)).toEqual([])
  expect(await inboxOf(eve, forEve.id)).toHaveLength(1)
  await prefer(bob, {})
  await prefer(eve, {})
})

test('a mail that was delayed is sent at the next try; one that may have gone is not', async () => {
  const projectId = await gardenOf(ada, bob)
  const { id } = await ada.api.tasks.create({ title: 'Dig', projectId, assignedTo: bob.user.id })
  const event = await lastOf(id, 'created')
  const working = send
  send = () => Promise.reject(new MailDelayed(new Error('451')))
  await expect(handle(event)).rejects.toThrow(MailDelayed)
  send = working
  await handle(event)
  expect(sent).toHaveLength(1)
  expect(await inboxOf(bob, id)).toHaveLength(1)

  await ada.api.tasks.assign({ id, assignedTo: null })
  await ada.api.tasks.assign({ id, assignedTo: bob.user.id })
  const again = await lastOf(id, 'assigned')
  send = () => Promise.reject(new Error('socket closed'))
  await handle(again)
  send = working
  await handle(again)
  expect(sent).toHaveLength(1)
})

test('a refused mail is not tried again, and keeps nobody else from theirs', async () => {
  const projectId = await gardenOf(ada, bob, eve)
  const { id } = await ada.api.tasks.create({ title: 'Dig', projectId, assignedTo: bob.user.id })
  await eve.api.tasks.setStatus({ id, status: 'completed' })
  const working = send
  send = (mail) =>
    mail.to.address === ada.user.email
      ? Promise.reject(new MailRefused(new Error('550')))
      : working(mail)
  await handle(await lastOf(id, 'completed'))
  expect(sent.map(({ to }) => to.address)).toEqual([bob.user.email])
})

test('somebody who is assigned very many tasks at once is mailed about some, and told of all', async () => {
  const fay = await world.person('Fay')
  const projectId = await gardenOf(ada, fay)
  const created = await Promise.all(
    Array.from({ length: 40 }, () =>
      ada.api.tasks.create({ title: 'Dig', projectId, assignedTo: fay.user.id }),
    ),
  )
  for (const event of await eventsOf(...created.map(({ id }) => id))) await handle(event)
  expect(sent).toHaveLength(30)
  expect(await fay.api.notifications.unreadCount()).toEqual({ count: 40 })
})

test('an event whose entry is gone, and one for an account that is closed, tell nobody', async () => {
  const gus = await world.person('Gus')
  const projectId = await gardenOf(ada, gus)
  const event = await lastOf(projectId, 'member-added')
  await handle({ ...event, id: randomUUID() })
  await world.services.db.transact((tx) =>
    tx.rows({
      text: `UPDATE users.users SET status = 'suspended' WHERE id = $1`,
      values: [gus.user.id],
    }),
  )
  await handle(event)
  expect(sent).toEqual([])
})

test('a person’s devices are poked when there is something new, and when it is read elsewhere', async () => {
  const projectId = await gardenOf(ada, bob)
  const { id } = await ada.api.tasks.create({ title: 'Dig', projectId, assignedTo: bob.user.id })
  const event = await lastOf(id, 'created')
  const { version } = await bob.api.users.me()
  world.poked.length = 0
  await handle(event)
  expect(world.poked).toEqual([`user:${bob.user.id}`])
  expect((await bob.api.users.me()).version).toBeGreaterThan(version)
  world.poked.length = 0
  await handle(event)
  expect(world.poked).toEqual([])
  const [told] = await inboxOf(bob, id)
  await bob.api.notifications.markRead({ ids: [told?.id ?? ''] })
  expect(world.poked).toEqual([`user:${bob.user.id}`])
})

test('the inbox comes page by page, the newest first, and is marked by its owner alone', async () => {
  const hal = await world.person('Hal')
  const projectId = await gardenOf(ada, hal)
  for (const title of ['One', 'Two', 'Three']) {
    const { id } = await ada.api.tasks.create({ title, projectId, assignedTo: hal.user.id })
    await handle(await lastOf(id, 'created'))
  }
  const first = await hal.api.notifications.list({ limit: 2 })
  const rest = await hal.api.notifications.list({ limit: 2, cursor: first.nextCursor })
  expect([...first.items, ...rest.items].map(({ title }) => title)).toEqual(['Three', 'Two', 'One'])
  expect(rest.nextCursor).toBeNull()
  const stolen = await refusal(bob.api.notifications.list({ cursor: first.nextCursor }))
  expect(stolen.appCode).toBe('bad-cursor')

  const ids = first.items.map(({ id }) => id)
  expect(await bob.api.notifications.markRead({ ids })).toEqual({ changed: 0 })
  expect(await hal.api.notifications.markRead({ ids: ids.slice(0, 1) })).toEqual({ changed: 1 })
  expect(await hal.api.notifications.unreadCount()).toEqual({ count: 2 })
  expect(await hal.api.notifications.markRead({ ids, read: false })).toEqual({ changed: 1 })
  const upTo = first.items[1]?.createdAt ?? ''
  expect(await hal.api.notifications.markAllRead({ upTo })).toEqual({ changed: 2 })
  expect(await hal.api.notifications.unreadCount()).toEqual({ count: 1 })
})

test('what comes again when nobody knows any more whether it was told is told to nobody', async () => {
  const projectId = await gardenOf(ada, bob)
  const event = await lastOf(projectId, 'member-added')
  await world.services.db.transact((tx) =>
    tx.rows({
      text: `UPDATE audit.activity_log SET created_at = now() - interval '29 days' WHERE id = $1`,
      values: [event.id],
    }),
  )
  await handle(event)
  expect(sent).toEqual([])
  expect(await inboxOf(bob, projectId)).toEqual([])
})
