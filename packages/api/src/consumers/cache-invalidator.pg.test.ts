import type { DomainEvent } from '@holdfast/domain'
import { memoryCache } from '@holdfast/infra/cache/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { expect, test } from 'vitest'
import { openWorld, type World } from '../testing/world.ts'
import { cacheInvalidator } from './cache-invalidator.ts'

/** What a process does that dies right after its commit: nobody takes anything out. */
const behindTheCache = (world: World, text: string, values: unknown[]) =>
  world.services.db.transact((tx) => tx.rows({ text, values }))

/** The newest audit entry, as the bus tells of it. */
const newestEvent = async (world: World): Promise<DomainEvent> => {
  const [entry] = await world.services.db.read((reader) =>
    reader.rows<{ id: string; entity: DomainEvent['entity']; entityId: string }>({
      text: `SELECT id, entity_type AS entity, entity_id AS "entityId" FROM audit.activity_log
             ORDER BY created_at DESC, id DESC LIMIT 1`,
    }),
  )
  if (!entry) throw new Error('there is no audit entry')
  return { ...entry, action: 'edited', version: 1, fields: [] }
}

const signal = new AbortController().signal

test('an event takes out what a process left that died after its commit', async () => {
  await using world = await openWorld(postgresSearchIndex, memoryCache)
  const ann = await world.person('Ann')
  const project = await ann.api.projects.create({ name: 'Garden' })
  const task = await ann.api.tasks.create({ title: 'Dig', projectId: project.id })
  const invalidator = cacheInvalidator(world.services)
  const title = async () => (await ann.api.tasks.list()).items[0]?.title
  expect(await title()).toBe('Dig')
  await behindTheCache(world, `UPDATE tasks.tasks SET title = 'Sow' WHERE id = $1`, [task.id])
  expect(await title()).toBe('Dig')
  const event = { ...(await newestEvent(world)), entity: 'task', entityId: task.id } as const
  await invalidator.handle(event, signal)
  await invalidator.handle(event, signal)
  expect(await title()).toBe('Sow')

  const name = async () => (await ann.api.projects.get({ id: project.id })).name
  expect(await name()).toBe('Garden')
  await behindTheCache(world, `UPDATE tasks.projects SET name = 'Park' WHERE id = $1`, [project.id])
  await invalidator.handle({ ...event, entity: 'project', entityId: project.id }, signal)
  expect(await name()).toBe('Park')

  const bio = async () => (await ann.api.users.me()).profile.bio
  expect(await bio()).toBeNull()
  await behindTheCache(world, `UPDATE users.user_profiles SET bio = 'Hi' WHERE user_id = $1`, [
    ann.user.id,
  ])
  await invalidator.handle({ ...event, entity: 'user', entityId: ann.user.id }, signal)
  expect(await bio()).toBe('Hi')
})
