import { transact } from '@holdfast/api'
import { LiveClient } from '@holdfast/api/testing/live-client'
import {
  AppError,
  abilitiesOnProject,
  abilitiesOnTask,
  bucketsOfPerson,
  canSee,
  type IsoDate,
  isoDate,
  keyOf,
  type Member,
  mutators,
  type ProjectId,
  type Row,
  type RowKey,
  type Task,
  type UserId,
} from '@holdfast/domain'
import { patched, rowsOf } from '@holdfast/domain/testing'
import { type MutationResult, PROTOCOL, type PullReply } from '@holdfast/sync'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type Person, people } from './identities.ts'
import { type Deed, randomDeed } from './random-deed.ts'
import { randomRecord, writeRecord } from './random-record.ts'
import { SecurityWorld } from './security-world.ts'

let world: SecurityWorld
beforeAll(async () => {
  world = await SecurityWorld.open()
})
afterAll(() => world[Symbol.asyncDispose]())

const ids = () => people.map((person) => world.people[person].id)
const nameOf = (id: UserId): Person => people.find((one) => world.people[one].id === id) ?? 'other'

const ask = async (who: Person, path: string, input?: unknown) => {
  const { answer, body } = await world.call(who, path, input)
  return { answer, data: JSON.parse(body).result?.data }
}

/** What the rule says that a person sees. */
const ruleFor = (rows: readonly Row[], userId: UserId) => {
  const members = rows.flatMap((row) => (row.kind === 'member' ? row.row : []))
  const buckets = bucketsOfPerson(userId, members)
  const seen = rows.filter((row) => canSee(buckets, row))
  const roleIn = (projectId: ProjectId | null) =>
    members.find((one: Member) => one.projectId === projectId && one.userId === userId && !one.left)
      ?.role ?? null
  const projects = rows.flatMap((row) => (row.kind === 'project' ? row.row : []))
  const isGone = ({ projectId }: Task) =>
    projects.some(({ id, status }) => id === projectId && status === 'deleted')
  const tasks = seen.flatMap((row) => (row.kind === 'task' ? row.row : []))
  return {
    seen,
    roleIn,
    liveTasks: tasks.filter((task) => task.deletedAt === null && !isGone(task)),
    liveProjects: projects.filter(({ id, status }) => roleIn(id) !== null && status !== 'deleted'),
  }
}
type Rule = ReturnType<typeof ruleFor>

const idsOf = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id).sort()

/** One row at a time: what is not to be seen is not there, what is comes with what may be done. */
const checkEach = async (who: Person, userId: UserId, rows: readonly Row[], rule: Rule) => {
  const seen = new Set(rule.seen.map(keyOf))
  for (const row of rows) {
    const isSeen = seen.has(keyOf(row))
    if (row.kind === 'task') {
      const { id, projectId } = row.row
      const found = await ask(who, 'tasks.get', { id })
      expect(found.answer).toBe(isSeen ? 'ok' : 'task-not-found')
      expect((await ask(who, 'tasks.history', { id })).answer).toBe(found.answer)
      const abilities = abilitiesOnTask(row.row, userId, rule.roleIn(projectId))
      if (isSeen) expect(found.data.abilities).toEqual(abilities)
    }
    if (row.kind === 'project') {
      const found = await ask(who, 'projects.get', { id: row.row.id })
      expect(found.answer).toBe(isSeen ? 'ok' : 'project-not-found')
      const abilities = abilitiesOnProject(row.row, userId, rule.roleIn(row.row.id))
      if (isSeen) expect(found.data.abilities).toEqual(abilities)
    }
  }
}

/** Many at once: all that is to be seen and nothing else. */
const checkLists = async (who: Person, { liveTasks, liveProjects }: Rule) => {
  const limit = 200
  expect(idsOf((await ask(who, 'tasks.list', { limit })).data.items)).toEqual(idsOf(liveTasks))
  const found = await ask(who, 'tasks.search', { query: 'beans', limit })
  expect(idsOf(found.data.items)).toEqual(idsOf(liveTasks))
  expect(idsOf((await ask(who, 'projects.list', { limit })).data.items)).toEqual(
    idsOf(liveProjects),
  )
  const { data } = await ask(who, 'stats.dashboard')
  type Place = { projectId: string | null; tasks: Record<string, number> }
  const counted = (data.places as Place[]).map(({ projectId, tasks }) => [
    projectId,
    Object.values(tasks).reduce((sum, n) => sum + n, 0),
  ])
  const places = [null, ...liveProjects.map(({ id }) => id)]
  const expected = places.map((id) => [id, liveTasks.filter((one) => one.projectId === id).length])
  expect(new Map(counted as [])).toEqual(new Map(expected as []))
}

const pullAll = async (who: Person): Promise<RowKey[]> => {
  const asked = { protocol: PROTOCOL, epoch: null, clientId: crypto.randomUUID(), positions: {} }
  const { data } = await ask(who, 'sync.pull', { ...asked, joins: {}, downloading: [], inline: [] })
  const reply = data as Extract<PullReply, { status: 'done' }>
  expect(reply.more).toBe(false)
  const keys = reply.deltas.flatMap(({ rows }) => rows.map(keyOf))
  return [...new Set(keys.filter((key) => !/^(user|conflict):/.test(key)))].sort()
}

const checkSeen = async (rows: readonly Row[]) => {
  for (const userId of ids()) {
    const who = nameOf(userId)
    const rule = ruleFor(rows, userId)
    await checkEach(who, userId, rows, rule)
    await checkLists(who, rule)
    expect(await pullAll(who)).toEqual(rule.seen.map(keyOf).sort())
  }
}

/** Touches every task, and listens as everybody. */
const checkLive = async (rows: readonly Row[]) => {
  const clients = await Promise.all(
    ids().map(async (userId) => {
      const client = await LiveClient.open(`${world.served.url.replace('http', 'ws')}/live`)
      await client.greet(world.people[nameOf(userId)].token)
      return { userId, client }
    }),
  )
  await transact(world.served.server.services, (_, tx) =>
    tx.rows({ text: `UPDATE tasks.tasks SET order_key = order_key || 'V'` }),
  )
  const heard = (client: LiveClient) =>
    new Set(client.frames.flatMap((frame) => frame.rows.map(keyOf)))
  const expected = (userId: UserId) =>
    ruleFor(rows, userId).seen.flatMap((row) => (row.kind === 'task' ? keyOf(row) : []))
  for (const { userId, client } of clients)
    await client.until(() => heard(client).size >= new Set(expected(userId)).size)
  for (const { userId, client } of clients) {
    await client.settled()
    expect([...heard(client)].sort()).toEqual(expected(userId).sort())
    client.socket.terminate()
  }
}

/** What the rule says of a deed, and what there is then. */
const decided = (rows: readonly Row[], { actor, mutation, args }: Deed) => {
  const now = isoDate(new Date())
  const mutator = mutators[mutation]
  try {
    const apply = mutator.apply as (...given: unknown[]) => ReturnType<typeof mutator.apply>
    const { patches } = apply(rowsOf(rows), mutator.args.parse(args), { actor, at: now, now })
    return { answer: 'ok' as Answer, after: patched(rows, patches) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { answer: error.code as Answer, after: [...rows] }
  }
}

const pushed = async ({ actor, mutation, args }: Deed): Promise<Answer> => {
  const at = '2026-11-22T10:00:00.000Z' as IsoDate
  const mutations = [{ id: 1, name: mutation, version: mutators[mutation].version, args, at }]
  const clientId = crypto.randomUUID()
  const push = { protocol: PROTOCOL, epoch: null, clientId, mutations }
  const { data } = await ask(nameOf(actor), 'sync.push', push)
  const [result] = data.results as MutationResult[]
  return result?.status === 'rejected' ? (result.code as Answer) : 'ok'
}

/** By the procedure; who loses sight of what they have done is told only that it is not there. */
const called = async ({ actor, procedure, input }: Deed): Promise<Answer> =>
  (await ask(nameOf(actor), procedure, input)).answer

test('what is shown is what the rule says, and what is allowed is what the rule allows', async () => {
  let allowed = 0
  let refused = 0
  await fc.assert(
    fc.asyncProperty(randomRecord(ids()), fc.integer(), async (given, seed) => {
      await transact(world.served.server.services, (_, tx) => writeRecord(tx, given))
      await checkSeen(given)
      await checkLive(given)
      let rows: Row[] = [...given]
      for (let n = 0; n < 30; n++) {
        const [deed] = fc.sample(randomDeed(ids(), rows, n), { seed: seed + n, numRuns: 1 })
        if (!deed) throw new Error('no deed')
        const { answer, after } = decided(rows, deed)
        const given = { deed, answer: n % 2 ? await pushed(deed) : await called(deed) }
        expect(given).toEqual({ deed, answer })
        if (answer === 'ok') allowed++
        else refused++
        rows = after
      }
      await checkSeen(rows)
    }),
    { numRuns: 3, endOnFailure: true },
  )
  expect(Math.min(allowed, refused)).toBeGreaterThan(0)
})
