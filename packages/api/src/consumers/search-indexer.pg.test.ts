import type { DomainEvent } from '@holdfast/domain'
import type { SearchUpkeep } from '@holdfast/infra'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../testing/world.ts'
import { searchIndexer } from './search-indexer.ts'

const ID = '0190a000-1111-7000-8000-000000000001'

let world: World
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
})
afterAll(() => world[Symbol.asyncDispose]())

/** What was done for an event, in order. */
const doneFor = async (event: Partial<DomainEvent>): Promise<string[]> => {
  const done: string[] = []
  const searchUpkeep: SearchUpkeep = {
    engine: 'meilisearch',
    refreshTasks: async (ids) => void done.push(...ids.map((id) => `task ${id}`)),
    refreshProject: async (id) => void done.push(`project ${id}`),
    reconcile: () => Promise.reject(new Error('not asked for')),
    reindex: () => Promise.reject(new Error('not asked for')),
  }
  const cached = {
    ...world.services.cached,
    invalidate: async (what: readonly string[]) => void done.push(...what),
  }
  const common = { id: crypto.randomUUID(), entityId: ID, action: 'edited', version: 1, fields: [] }
  const whole = { ...common, entity: 'task', ...event } as DomainEvent
  const indexer = searchIndexer({ db: world.services.db, cached, searchUpkeep })
  await indexer.handle(whole, new AbortController().signal)
  return done
}

test.each(['created', 'edited', 'moved', 'deleted', 'restored', 'tagged'] as const)(
  'a task that was %s is read anew',
  async (action) => {
    expect(await doneFor({ action })).toEqual([`task ${ID}`])
  },
)

test('every task of a project that was deleted or restored is read anew, and else none', async () => {
  const project = { entity: 'project', entityId: ID } as const
  const known = [`project ${ID}`, `stamp:project:${ID}:found`]
  expect(await doneFor({ ...project, fields: ['status'] })).toEqual(known)
  expect(await doneFor({ ...project, fields: ['name'] })).toEqual([])
  expect(await doneFor({ ...project, action: 'member-added', fields: ['role'] })).toEqual([])
})

test('what was found where the task is seen is taken out once the index knows it', async () => {
  const ada = await world.person('Ada')
  const { id } = await ada.api.tasks.create({ title: 'Dig' })
  const taken = [`task ${id}`, `stamp:user:${ada.user.id}:found`]
  expect(await doneFor({ entityId: id })).toEqual(taken)
})

test('it hears of nothing where the database searches by its own index', () => {
  expect(searchIndexer(world.services).topics).toEqual([])
})
