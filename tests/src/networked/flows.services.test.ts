import { createHoldfastClient, type HoldfastClient } from '@holdfast/client'
import { mailsTo } from '@holdfast/tooling/services'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { NodeDevice } from '../system/node-device.ts'
import { type NetworkedServers, PUBLIC_URL, startNetworked } from './networked-servers.ts'
import { PASSWORD, registerByMail } from './register-by-mail.ts'

let servers: NetworkedServers
/** The first account, and so an admin's. */
let root: Awaited<ReturnType<typeof register>>
beforeAll(async () => {
  servers = await startNetworked()
  root = await register(servers.urls[0], 'Root')
})
afterAll(() => servers?.[Symbol.asyncDispose]())

const patience = { timeout: 45_000, interval: 100 }

const addressOf = (name: string) => `${name.toLowerCase()}-${crypto.randomUUID()}@example.org`

const register = async (url: string, firstName: string) => {
  const email = addressOf(firstName)
  const { accessToken, user } = await registerByMail(servers.smtp, url, { email, firstName })
  const at = (server: string) => createHoldfastClient({ url: server, token: accessToken })
  return { email, user, at }
}

const subjectsTo = async (address: string): Promise<(string | undefined)[]> =>
  (await mailsTo(servers.smtp, address)).map(({ parsed }) => parsed.subject)

const found = async (api: HoldfastClient, query: string) => {
  const { engine, items } = await api.tasks.search.query({ query })
  return { engine, ids: items.map(({ id }) => id) }
}

/** What analytics counted of a task, and what its project's days come to. */
const counted = (taskId: string, projectId: string) =>
  servers.record.read(async (reader) => ({
    facts: await reader.rows({
      text: `SELECT action FROM analytics.task_events WHERE task_id = $1 ORDER BY version`,
      values: [taskId],
    }),
    days: await reader.rows({
      text: `SELECT sum(created)::int AS created, sum(completed)::int AS completed
             FROM analytics.daily WHERE kind = 'project' AND id = $1`,
      values: [projectId],
    }),
  }))

test('who registers gets a link to confirm by and then one welcome, with links to where people reach the servers', async () => {
  const [one] = servers.urls
  const ann = await register(one, 'Ann')
  await vi.waitUntil(async () => (await subjectsTo(ann.email)).length > 1, patience)
  const [confirm, welcome, ...more] = await mailsTo(servers.smtp, ann.email)
  expect(more).toEqual([])
  expect(confirm?.parsed.html).toContain(`href="${PUBLIC_URL}/verify#token=`)
  expect(welcome?.parsed.subject).toBe('Your Holdfast account is ready')
  expect(welcome?.parsed.text).toContain(`${PUBLIC_URL}/settings#notifications`)
  expect(welcome?.parsed.html).toContain(`href="${PUBLIC_URL}/"`)
}, 120_000)

test('what is written on one server is live on the other, found, counted and told, each once', async () => {
  const [one, two] = servers.urls
  const ann = await register(one, 'Ann')
  const email = addressOf('Bob')
  const { accessToken } = await registerByMail(servers.smtp, two, { email, firstName: 'Bob' })
  await using device = await NodeDevice.signIn(email, two, two)
  const bobId = device.device.userId
  const bob = createHoldfastClient({ url: two, token: accessToken })

  const annAtOne = ann.at(one)
  const { id: projectId } = await annAtOne.projects.create.mutate({ name: 'Garden' })
  await annAtOne.projects.addMember.mutate({ projectId, email, role: 'editor' })
  const title = 'Prune the espalier'
  const { id } = await annAtOne.tasks.create.mutate({ title, projectId, assignedTo: bobId })

  await vi.waitUntil(() => device.titles.includes(title), patience)
  // While the index is behind, or answers late, the database answers: it may be asked more than once.
  const answer = { engine: 'meilisearch', ids: [id] }
  await vi.waitFor(async () => expect(await found(bob, 'espalier')).toEqual(answer), patience)
  await vi.waitUntil(async () => (await bob.notifications.unreadCount.query()).count >= 2, patience)
  const inbox = await bob.notifications.list.query()
  expect(inbox.items.map(({ kind, title, byName }) => [kind, title, byName]).sort()).toEqual([
    ['project-member-added', 'Garden', 'Ann'],
    ['task-assigned', title, 'Ann'],
  ])
  await vi.waitUntil(async () => (await subjectsTo(email)).length >= 5, patience)
  expect((await subjectsTo(email)).sort()).toEqual([
    'A new device signed in',
    'Ann added you to “Garden”',
    `Ann assigned you “${title}”`,
    'Confirm your e-mail address',
    'Your Holdfast account is ready',
  ])
  expect(device.titles.filter((one) => one === title)).toHaveLength(1)

  const bobAtOne = createHoldfastClient({ url: one, token: accessToken })
  await bobAtOne.tasks.setStatus.mutate({ id, status: 'completed' })
  await vi.waitUntil(async () => (await subjectsTo(ann.email)).length >= 3, patience)
  const annAtTwo = ann.at(two)
  const told = (await annAtTwo.notifications.list.query()).items
  expect(told).toMatchObject([{ kind: 'task-completed', title, taskId: id }])

  const once = {
    facts: [{ action: 'created' }, { action: 'completed' }],
    days: [{ created: 1, completed: 1 }],
  }
  await vi.waitFor(async () => expect(await counted(id, projectId)).toEqual(once), patience)
  await vi.waitFor(async () => {
    const { tasks } = await bob.stats.userTaskCounts.query()
    expect(tasks).toMatchObject({ todo: 0, completed: 1 })
  }, patience)
}, 180_000)

test('who is suspended on one server is out on the other, and their tool is let in again afterwards', async () => {
  const [one, two] = servers.urls
  const bob = await register(two, 'Bob')
  const bobAtTwo = bob.at(two)
  const { token } = await bobAtTwo.tokens.create.mutate({
    ...{ name: 'Report', scopes: ['read'], expiresInDays: 1, password: PASSWORD },
  })
  const toolAtTwo = createHoldfastClient({ url: two, token })
  const isIn = (api: HoldfastClient): Promise<boolean> =>
    api.tasks.list.query().then(
      () => true,
      (error: unknown) => {
        expect(error).toMatchObject({ data: { code: 'UNAUTHORIZED', appCode: 'session-revoked' } })
        return false
      },
    )
  // Both are in the cache of the second server from here on.
  expect([await isIn(bobAtTwo), await isIn(toolAtTwo)]).toEqual([true, true])
  const { users } = root.at(one).admin
  await users.suspend.mutate({ id: bob.user.id })
  await vi.waitUntil(async () => !(await isIn(bobAtTwo)) && !(await isIn(toolAtTwo)), patience)
  await users.reinstate.mutate({ id: bob.user.id })
  await vi.waitUntil(() => isIn(toolAtTwo), patience)
  expect(await isIn(bobAtTwo)).toBe(false)
}, 120_000)
