import { ProjectId, projectBucket, UserId, userBucket } from '@holdfast/domain'
import { expect, test } from 'vitest'
import { cacheKeys, patterns, stampsOf } from './keys.ts'

const user = UserId.parse('0190c9a4-7a7b-7c3e-8000-000000000001')
const project = ProjectId.parse('0190c9a4-7a7b-7c3e-8000-000000000002')
const buckets = [userBucket(user), projectBucket(project)]
const asked = { user, buckets, rest: [{}, null, 50] }

/** A pattern of the specification as an expression: what stands in braces has no colon. */
const matcher = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^:]+')}$`)

test.each([
  ['profile', cacheKeys.profile(user), `user:profile:${user}`],
  ['tasks', cacheKeys.tasks(user, null), `user:tasks:${user}:page:first`],
  ['members', cacheKeys.members(project), `project:${project}:members`],
  ['session', cacheKeys.session('ab12'), 'session:ab12'],
  ['stats', cacheKeys.stats(user), `stats:user:${user}:daily`],
])('the key of %s is one of the documented patterns', (_, key, expected) => {
  expect(key).toBe(expected)
  expect(patterns.filter((pattern) => matcher(pattern).test(key))).toHaveLength(1)
})

test('every documented pattern has its key, and there are no others', () => {
  const keys = [
    cacheKeys.profile(user),
    cacheKeys.tasks(user, 'abc.def'),
    cacheKeys.members(project),
    cacheKeys.session('ab12'),
    cacheKeys.stats(user),
    cacheKeys.search('milk', asked),
  ]
  expect(keys.map((key) => patterns.findIndex((pattern) => matcher(pattern).test(key)))).toEqual([
    0, 1, 2, 3, 4, 5,
  ])
  expect(Object.keys(cacheKeys)).toHaveLength(patterns.length)
})

test('a later page is kept under its cursor', () => {
  expect(cacheKeys.tasks(user, 'abc.d-f_')).toBe(`user:tasks:${user}:page:abc.d-f_`)
})

test('the filters of a search begin with who asks and what they may see', () => {
  const key = cacheKeys.search('milk', asked)
  expect(key).toMatch(new RegExp(`^search:tasks:milk:${user}\\.[\\w-]{22}\\.[\\w-]{22}$`))
  expect(cacheKeys.search('milk', { ...asked, buckets: [...buckets].reverse() })).toBe(key)
  expect(cacheKeys.search('milk', { ...asked, buckets: [userBucket(user)] })).not.toBe(key)
  expect(cacheKeys.search('milk', { ...asked, rest: [{}, null, 51] })).not.toBe(key)
  expect(cacheKeys.search('bread', asked)).not.toBe(key)
})

test('no text of a person makes a key of another kind, or a pattern', () => {
  const key = cacheKeys.search('a:b *?[x] \n é', asked)
  expect(key.split(':')).toHaveLength(4)
  expect(key).not.toMatch(/[*\s]/)
})

test('a commit takes out the stamps of its buckets, and of their heads where it changed more than tasks', () => {
  expect(stampsOf([userBucket(user)], false)).toEqual([`stamp:user:${user}`])
  expect(stampsOf([projectBucket(project)], true)).toEqual([
    `stamp:project:${project}`,
    `stamp:project:${project}:head`,
  ])
})
