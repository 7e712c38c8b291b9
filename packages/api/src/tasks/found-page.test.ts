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

test('what is found where an index follows the record is kept for seconds', () => {
  const searchUpkeep = { engine: 'meilisearch' } as const
  expect(foundEntry({ searchUpkeep }, { userId }, asked).ttl?.(page)).toBe(5000)
})

test('what the record itself found is kept as long as its level says, until a bucket is written to', () => {
  const entry = foundEntry({ searchUpkeep: { engine: null } }, { userId }, asked)
  expect(entry).toMatchObject({ level: 'l1', stamps: [`stamp:user:${userId}`] })
  expect(entry.ttl).toBeUndefined()
})
