import { isoDate, type UserId, userBucket } from '@holdfast/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { filtersOf, quoted, textOf } from './meilisearch-query.ts'
import { settings } from './meilisearch-settings.ts'
import type { SearchFilters } from './port.ts'
import { conditionOf, type Filterable } from './testing/stand-in-filter.ts'
import { stemQuery } from './text-query.ts'

const filterable = structuredClone(settings.filterableAttributes) as unknown as Filterable[]
const ann = '0190a000-0000-7000-8000-00000000000a' as UserId
const bob = '0190a000-0000-7000-8000-00000000000b' as UserId

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^["\\ ()[\],=<>A-Z]*$/),
  fc.constantFrom('" OR buckets EXISTS', '\\" OR id IS NULL OR "', '\\', '"', '"]'),
)

test('a quoted value is that value, whatever is in it', () => {
  const passes = (filter: string, tag: string) => conditionOf(filter, filterable)({ tags: [tag] })
  fc.assert(
    fc.property(hostile, hostile, (value, other) => {
      expect(passes(`tags = ${quoted(value)}`, value)).toBe(true)
      expect(passes(`tags IN [${quoted(value)}]`, value)).toBe(true)
      if (value.toLowerCase() !== other.toLowerCase())
        expect(passes(`tags = ${quoted(value)}`, other)).toBe(false)
    }),
  )
})

test('no value of a filter leads out of the buckets that are searched', () => {
  fc.assert(
    fc.property(hostile, hostile, (value, status) => {
      const filters = { tags: [value], createdBy: value, status: [status], title: value }
      const asked = { buckets: [userBucket(ann)], filters: filters as unknown as SearchFilters }
      const passes = conditionOf(filtersOf(asked), filterable)
      const foreign = { id: 'x', buckets: [userBucket(bob)], tags: [value], createdBy: value }
      expect(passes({ ...foreign, status })).toBe(false)
    }),
  )
})

test('dates are compared as numbers, and none is null or not there', () => {
  const at = isoDate(new Date(1_700_000_000_123))
  const asked = (filters: SearchFilters) =>
    filtersOf({ buckets: [userBucket(ann)], filters }).slice(1)
  expect(asked({ dueDate: { from: at, to: at } })).toEqual([
    'dueDate >= 1700000000123',
    'dueDate < 1700000000123',
  ])
  expect(asked({ assignedTo: null })).toEqual(['(assignedTo IS NULL OR assignedTo NOT EXISTS)'])
})

test.each([
  ['deploying the serv', 'deploy serv'],
  ['deploying services ', 'deploy servic '],
  ['"deploying the services" now ', '"deploy servic" '],
  ['fence -reddest -"old gates" ', 'fenc -reddest -"old gate" '],
  ['v2 notes ', '"v2" note '],
  ['call e-mails ', 'call "e mail" '],
  ['the', 'the'],
  ['-red', null],
  ['!!!', null],
])('%j is asked for as %j', (typed, text) => {
  expect(textOf(stemQuery(typed))).toBe(text)
})

test('the settings come from the mapping', () => {
  expect(settings.searchableAttributes).toEqual(['title_stem', 'description_stem'])
  expect(settings.filterableAttributes.map(({ attributePatterns }) => attributePatterns)).toEqual([
    [
      'id',
      'status',
      'priority',
      'tags',
      'createdBy',
      'assignedTo',
      'projectId',
      'title_exact',
      'buckets',
    ],
    ['dueDate', 'createdAt', 'updatedAt'],
  ])
  expect(settings.sortableAttributes).toEqual(['dueDate', 'createdAt', 'updatedAt', 'title_order'])
})
