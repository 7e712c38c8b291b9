import type { IsoDate, ProjectId, TaskPriority, TaskStatus } from '@holdfast/domain'
import { memoryCache } from '@holdfast/infra/cache/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { reconcileAnalytics } from '../analytics/record-tasks.ts'
import { analyticsRecorder } from '../consumers/analytics-recorder.ts'
import { intend, mutate } from '../mutations/mutate.ts'
import { openWorld, type Person, refusal, sessionIn, type World } from '../testing/world.ts'

let world: World
let ada: Person
beforeEach(async () => {
  world = await openWorld(postgresSearchIndex, memoryCache)
  // A Sunday, which is Monday already in Auckland.
  world.clock.now = new Date('2026-11-22T12:00:00.000Z')
  ada = await world.person('Ada')
})
afterEach(() => world[Symbol.asyncDispose]())

const day = (date: string): IsoDate => `${date}T00:00:00.000Z` as IsoDate

interface Given {
  title?: string
  projectId?: ProjectId
  status?: TaskStatus
  priority?: TaskPriority
  dueDate?: IsoDate
  dueAllDay?: boolean
}

const create = (person: Person, given: Given = {}) =>
  person.api.tasks.create({ title: 'Task', ...given })

test('an empty account has nothing but its own place', async () => {
  const found = await ada.api.stats.dashboard()
  expect(found.places).toHaveLength(1)
  expect(found.places[0]).toMatchObject({ projectId: null, name: null, overdue: 0, weeksLeft: 0 })
  expect(found).toMatchObject({ today: '2026-11-22', cycles: [] })
  expect(found.weeks).toHaveLength(26)
  expect(found.weeks.at(-1)).toBe('2026-11-16')
  expect(found.days).toHaveLength(30)
  expect(found.days.at(-1)).toBe('2026-11-22')
})

test('what is there is counted by place and status, in what the caller sees', async () => {
  const eve = await world.person('Eve')
  const { id: projectId } = await ada.api.projects.create({ name: 'Garden' })
  const { id: foreign } = await eve.api.projects.create({ name: 'Foreign' })
  await create(eve, { projectId: foreign })
  await create(eve)
  await create(ada, { status: 'completed' })
  await create(ada, { projectId, status: 'in_progress' })
  await create(ada, { projectId })
  const { id } = await create(ada, { projectId })
  await ada.api.tasks.delete({ id })

  const { places } = await ada.api.stats.dashboard()
  expect(places.map((place) => place.name)).toEqual([null, 'Garden'])
  expect(places[0]?.tasks).toMatchObject({ completed: 1, todo: 0 })
  expect(places[1]?.tasks).toMatchObject({ todo: 1, in_progress: 1, completed: 0 })
})

test('overdue and due this week are told by the time zone of the person', async () => {
  await create(ada, { dueDate: day('2026-11-21'), dueAllDay: true })
  await create(ada, { dueDate: day('2026-11-22'), dueAllDay: true, priority: 'critical' })
  await create(ada, { dueDate: '2026-11-22T11:59:00.000Z' as IsoDate })
  await create(ada, { dueDate: '2026-11-22T23:00:00.000Z' as IsoDate, priority: 'high' })
  await create(ada, { dueDate: day('2026-11-24'), dueAllDay: true })
  await create(ada, { dueDate: day('2026-11-20'), dueAllDay: true, status: 'cancelled' })
  expect(await ada.api.stats.userTaskCounts()).toMatchObject({
    overdue: 2,
    dueThisWeek: 2,
    dueThisWeekUrgent: 2,
  })

  const move = intend('edit-profile', { timezone: 'Pacific/Auckland' })
  await mutate(
    world.services,
    ada.user.id,
    () => [move],
    async () => undefined,
  )
  // Monday: the task of Sunday is late, and this week has another Sunday.
  expect(await ada.api.stats.userTaskCounts()).toMatchObject({
    overdue: 3,
    dueThisWeek: 2,
    dueThisWeekUrgent: 1,
  })
})

test('what happened is told by week, and what was overdue by day', async () => {
  const { id: projectId } = await ada.api.projects.create({ name: 'Garden' })
  const times: [string, (id: string) => Promise<unknown>][] = [
    ['2026-11-09T10:00:00Z', (id) => ada.api.tasks.setStatus({ id, status: 'in_progress' })],
    ['2026-11-11T10:00:00Z', (id) => ada.api.tasks.setStatus({ id, status: 'completed' })],
  ]
  world.clock.now = new Date('2026-11-02T10:00:00Z')
  const again = async () => {
    const { api } = world.asking({
      bearer: sessionIn(await signIn()).accessToken,
    })
    ada = { ...ada, api }
  }
  const signIn = () =>
    world.asking().api.auth.login({
      email: 'ada@example.org',
      password: 'correct horse battery staple',
      client: 'tool',
    })
  await again()
  const { id } = await create(ada, { projectId, dueDate: day('2026-11-05'), dueAllDay: true })
  await create(ada, { projectId })
  for (const [at, act] of times) {
    world.clock.now = new Date(at)
    await again()
    await act(id)
  }
  world.clock.now = new Date('2026-11-22T12:00:00Z')
  await again()
  await reconcileAnalytics(world.services, null)

  const found = await ada.api.stats.dashboard()
  const place = await ada.api.stats.projectProgress({ projectId })
  const week = (monday: string) => found.weeks.indexOf(monday)
  expect(place).toMatchObject({ name: 'Garden', weeks: found.weeks, days: found.days })
  expect(place.created[week('2026-11-02')]).toBe(2)
  expect(place.completed[week('2026-11-09')]).toBe(1)
  expect(place.completed.reduce((sum, n) => sum + n)).toBe(1)
  const overdueOn = (date: string) => place.overdueByDay[found.days.indexOf(date)]
  const days = ['2026-11-05', '2026-11-06', '2026-11-10', '2026-11-11', '2026-11-22']
  expect(days.map(overdueOn)).toEqual([0, 1, 1, 0, 0])
  expect(found.cycles).toEqual([{ projectId, at: '2026-11-11T10:00:00.000Z', seconds: 2 * 86_400 }])
  // One is open, and one was completed in the last four whole weeks.
  expect(place.weeksLeft).toBe(4)
})

test('a project that is foreign is answered as an unknown one', async () => {
  const eve = await world.person('Eve')
  const { id } = await ada.api.projects.create({ name: 'Private' })
  const unknown = crypto.randomUUID() as ProjectId
  const asked = async (projectId: ProjectId) =>
    refusal(eve.api.stats.projectProgress({ projectId }))
  expect(await asked(id)).toEqual(await asked(unknown))
  expect(await asked(id)).toMatchObject({ code: 'NOT_FOUND', appCode: 'project-not-found' })
})

test('whoever leaves a project sees nothing of it from that moment', async () => {
  const eve = await world.person('Eve')
  const { id: projectId } = await ada.api.projects.create({ name: 'Shared' })
  await ada.api.projects.addMember({ projectId, email: 'eve@example.org', role: 'editor' })
  await create(ada, { projectId })
  expect(await eve.api.stats.projectProgress({ projectId })).toMatchObject({ name: 'Shared' })
  await ada.api.projects.removeMember({ projectId, userId: eve.user.id })
  expect((await eve.api.stats.dashboard()).places).toHaveLength(1)
  expect(await refusal(eve.api.stats.projectProgress({ projectId }))).toMatchObject({
    appCode: 'project-not-found',
  })
})

test('what is asked again is kept, until somebody writes there and it is counted', async () => {
  const { id: projectId } = await ada.api.projects.create({ name: 'Garden' })
  const progress = () => ada.api.stats.projectProgress({ projectId })
  const asked = async (): Promise<string[]> => {
    const before = world.cacheAnswers.length
    await ada.api.stats.dashboard()
    return world.cacheAnswers.slice(before)
  }
  await progress()
  const kept = await asked()
  expect(kept).not.toContain('miss')

  const { id } = await create(ada, { projectId })
  expect(await asked()).toContain('miss')
  expect(await progress()).toMatchObject({ tasks: { todo: 1 } })
  const [entry] = await world.services.db.read((reader) =>
    reader.rows<{ id: string; version: number }>({
      text: `SELECT id, version FROM audit.activity_log WHERE entity_id = $1`,
      values: [id],
    }),
  )
  const event = { entity: 'task', entityId: id, action: 'created' } as const
  const { handle } = analyticsRecorder(world.services)
  await handle(
    { ...event, fields: [], id: entry?.id ?? '', version: entry?.version ?? 0 },
    new AbortController().signal,
  )
  expect((await progress()).created.at(-1)).toBe(1)
})
