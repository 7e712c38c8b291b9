import {
  abilitiesOnProject,
  abilitiesOnTask,
  type Bucket,
  keyOf,
  type Row,
  type RowKey,
} from '@holdfast/domain'
import { PROTOCOL, PullReply } from '@holdfast/sync'
import { expect } from 'vitest'
import { type Asker, ask } from './random-people.ts'
import { type Sight, sightOf } from './rule-of-sight.ts'
import type { SecurityWorld } from './security-world.ts'

const MOST = { limit: 200 }

const idsOf = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id).sort()

/** One row at a time: what is not to be seen is not there, what is comes with what may be done. */
const checkEach = async (
  world: SecurityWorld,
  who: Asker,
  rows: readonly Row[],
  { seen, roleIn, liveProjects }: Sight,
) => {
  const keys = new Set(seen.map(keyOf))
  for (const row of rows) {
    const isSeen = keys.has(keyOf(row))
    const { id } = row.row
    if (row.kind === 'task') {
      const found = await ask(world, who, 'tasks.get', { id })
      expect(found.answer).toBe(isSeen ? 'ok' : 'task-not-found')
      expect((await ask(world, who, 'tasks.history', { id })).answer).toBe(found.answer)
      const abilities = abilitiesOnTask(row.row, who.id, roleIn(row.row.projectId))
      if (isSeen) expect(found.data.abilities).toEqual(abilities)
    }
    if (row.kind === 'project') {
      const found = await ask(world, who, 'projects.get', { id })
      expect(found.answer).toBe(isSeen ? 'ok' : 'project-not-found')
      const abilities = abilitiesOnProject(row.row, who.id, roleIn(row.row.id))
      if (isSeen) expect(found.data.abilities).toEqual(abilities)
      const isCounted = liveProjects.some((one) => one.id === id)
      const progress = await ask(world, who, 'stats.projectProgress', { projectId: id })
      expect(progress.answer).toBe(isCounted ? 'ok' : 'project-not-found')
    }
  }
}

/** Many at once: all that is to be seen and nothing else. */
const checkLists = async (world: SecurityWorld, who: Asker, sight: Sight) => {
  const { liveTasks, liveProjects } = sight
  const listed = async (path: string, input: object) =>
    idsOf((await ask(world, who, path, { ...MOST, ...input })).data.items)
  expect(await listed('tasks.list', {})).toEqual(idsOf(liveTasks))
  expect(await listed('tasks.search', { query: 'beans' })).toEqual(idsOf(liveTasks))
  expect(await listed('projects.list', {})).toEqual(idsOf(liveProjects))
  const { data } = await ask(world, who, 'stats.dashboard')
  const counted = data.places.map(({ projectId, tasks }) => [
    projectId,
    Object.values(tasks).reduce((sum, n) => sum + n, 0),
  ])
  const places = [null, ...liveProjects.map(({ id }) => id)]
  const expected = places.map((id) => [id, liveTasks.filter((one) => one.projectId === id).length])
  expect(new Map(counted as [])).toEqual(new Map(expected as []))
}

/** There is a notification to everybody about everything: see `writeInboxes`. */
const checkInbox = async (world: SecurityWorld, who: Asker, { liveTasks, liveProjects }: Sight) => {
  const { data } = await ask(world, who, 'notifications.list', MOST)
  const told = data.items.map(({ taskId, projectId, title }) => [taskId ?? projectId, title])
  const expected = [
    ...liveTasks.map(({ id, title }) => [id, title]),
    ...liveProjects.map(({ id, name }) => [id, name]),
  ]
  expect(told.sort()).toEqual(expected.sort())
  const { data: unread } = await ask(world, who, 'notifications.unreadCount')
  expect(unread.count).toBe(expected.length)
}

/** The log goes to who looks after accounts, and says of nobody's work what is in it. */
const checkExport = async (world: SecurityWorld, who: Asker) => {
  const isAdmin = who.id === world.people.admin.id
  for (const path of ['admin.audit.export', 'admin.audit.list']) {
    const { answer, data } = await ask(world, who, path, {})
    expect(answer).toBe(isAdmin ? 'ok' : 'forbidden')
    expect(JSON.stringify(data)).not.toMatch(/beans|garden/i)
  }
}

/** @param inline buckets whose rows are wanted though there is a snapshot of them */
const pull = (inline: readonly Bucket[] = []) => {
  const device = { protocol: PROTOCOL, epoch: null, clientId: crypto.randomUUID() }
  return { ...device, positions: {}, joins: {}, downloading: [], inline }
}

/** Everything that a new device gets. Of conflicts those of the record: deeds make further ones. */
const checkPull = async (
  world: SecurityWorld,
  who: Asker,
  rows: readonly Row[],
  { seen, buckets }: Sight,
) => {
  const done = async (inline: readonly Bucket[]) => {
    const reply = PullReply.parse((await ask(world, who, 'sync.pull', pull(inline))).data)
    if (reply.status !== 'done') throw new Error(`the pull was answered ${reply.status}`)
    return reply
  }
  const { snapshots } = await done([])
  expect(buckets).toEqual(expect.arrayContaining(snapshots.map(({ bucket }) => bucket)))
  const reply = await done(buckets)
  expect(reply.more).toBe(false)
  const got = new Map(reply.deltas.flatMap((delta) => delta.rows.map((row) => [keyOf(row), row])))
  const written = new Set(rows.map(keyOf))
  const keys: RowKey[] = []
  for (const [key, row] of got) {
    if (row.kind === 'user') expect(row.row.id).toBe(who.id)
    else if (row.kind === 'conflict' && !written.has(key)) expect(row.row.userId).toBe(who.id)
    else keys.push(key)
  }
  expect(keys.sort()).toEqual(seen.map(keyOf).sort())
}

/** Does every route show a person of these rows what the rule says, and nothing else? */
export const checkSight = async (
  world: SecurityWorld,
  who: Asker,
  rows: readonly Row[],
): Promise<void> => {
  const sight = sightOf(rows, who.id)
  await checkEach(world, who, rows, sight)
  await checkLists(world, who, sight)
  await checkInbox(world, who, sight)
  await checkPull(world, who, rows, sight)
}

export const checkExports = async (world: SecurityWorld, who: readonly Asker[]): Promise<void> => {
  for (const one of who) await checkExport(world, one)
}

/** Whoever is barred is told by no procedure whether there is anything, whatever the record says of them. */
export const checkBarred = async (
  world: SecurityWorld,
  who: Asker,
  rows: readonly Row[],
): Promise<void> => {
  const asked: [string, unknown][] = [
    ['tasks.list', MOST],
    ['tasks.search', { query: 'beans' }],
    ['projects.list', MOST],
    ['stats.dashboard', undefined],
    ['notifications.list', MOST],
    ['notifications.unreadCount', undefined],
    ['admin.audit.export', {}],
    ['sync.pull', pull()],
  ]
  for (const { kind, row } of rows) {
    if (kind === 'task')
      asked.push(['tasks.get', { id: row.id }], ['tasks.history', { id: row.id }])
    if (kind === 'project')
      asked.push(['projects.get', { id: row.id }], ['stats.projectProgress', { projectId: row.id }])
  }
  for (const [path, input] of asked)
    expect({ path, ...(await ask(world, who, path, input)) }).toMatchObject({
      answer: 'session-revoked',
      data: {},
    })
}
