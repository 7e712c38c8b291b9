import type { DomainEvent } from '@holdfast/domain'
import type { SearchUpkeep } from '@holdfast/infra'
import { expect, test } from 'vitest'
import { searchIndexer } from './search-indexer.ts'

const ID = '0190a000-1111-7000-8000-000000000001'

const refreshedBy = async (event: Partial<DomainEvent>): Promise<string[]> => {
  const asked: string[] = []
  const searchUpkeep: SearchUpkeep = {
    engine: 'meilisearch',
    refreshTasks: async (ids) => void asked.push(...ids.map((id) => `task ${id}`)),
    refreshProject: async (id) => void asked.push(`project ${id}`),
    reconcile: () => Promise.reject(new Error('not asked for')),
    reindex: () => Promise.reject(new Error('not asked for')),
  }
  const common = { id: crypto.randomUUID(), entityId: ID, action: 'edited', version: 1, fields: [] }
  const whole = { ...common, entity: 'task', ...event } as DomainEvent
  await searchIndexer({ searchUpkeep }).handle(whole, new AbortController().signal)
  return asked
}

test.each(['created', 'edited', 'moved', 'deleted', 'restored', 'tagged'] as const)(
  'a task that was %s is read anew',
  async (action) => {
    expect(await refreshedBy({ action })).toEqual([`task ${ID}`])
  },
)

test('every task of a project that was deleted or restored is read anew, and else none', async () => {
  const project = { entity: 'project', entityId: ID } as const
  expect(await refreshedBy({ ...project, fields: ['status'] })).toEqual([`project ${ID}`])
  expect(await refreshedBy({ ...project, fields: ['name'] })).toEqual([])
  expect(await refreshedBy({ ...project, action: 'member-added', fields: ['role'] })).toEqual([])
})

test('where the database searches no event comes here', () => {
  const searchUpkeep = { engine: null } as SearchUpkeep
  expect(searchIndexer({ searchUpkeep }).topics).toEqual([])
})
