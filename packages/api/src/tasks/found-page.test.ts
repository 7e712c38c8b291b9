import { UserId, userBucket } from '@holdfast/domain'
import { expect, test } from 'vitest'
import { type FoundPage, foundEntry } from './found-page.ts'

const userId = UserId.parse('0190c9a4-7a7b-7c3e-8000-000000000001')
const asked = {
  query: 'milk',
  buckets: [userBucket(userId)],
  filters: {},
  sort: null,
  limit: 50,
  after: null,
}
const page: FoundPage = {
  ids: [],
  next: null,
  total: { count: 0, relation: 'exact' },
  engine: 'meilisearch',
}

const chargedWith = (engine: FoundPage['engine'], name: string) => ({
  search: { inCharge: () => ({ engine, name }) },
})

test('what the engine in charge found is kept as long as its level says, and no other', () => {
  const entry = foundEntry(chargedWith('meilisearch', 'meilisearch:1'), { userId }, asked)
  expect(entry.ttl?.(page)).toBe(Number.POSITIVE_INFINITY)
  expect(entry.ttl?.({ ...page, engine: 'postgres' })).toBe(0)
})

test('it lies under the name of what is in charge, and under the stamps of every bucket', () => {
  const entry = foundEntry(chargedWith('meilisearch', 'meilisearch:1'), { userId }, asked)
  const later = foundEntry(chargedWith('meilisearch', 'meilisearch:2'), { userId }, asked)
  expect(later.key).not.toBe(entry.key)
  expect(entry.stamps).toEqual([`stamp:user:${userId}`, `stamp:user:${userId}:found`])
})
