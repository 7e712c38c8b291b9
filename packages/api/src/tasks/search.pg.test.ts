import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type Person, refusal, type World } from '../testing/world.ts'

let world: World
let ada: Person
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
  ada = await world.person('Ada')
})
afterAll(() => world[Symbol.asyncDispose]())

test('an answer says what to mark, how many there are and which engine answered', async () => {
  const title = '<img src=x onerror=alert(1)> Varnishing doors'
  const { id } = await ada.api.tasks.create({ title, description: 'Varnish twice' })
  const found = await ada.api.tasks.search({ query: 'varnishes ' })
  expect(found).toMatchObject({
    total: { count: 1, relation: 'exact' },
    engine: 'postgres',
    nextCursor: null,
  })
  const [marks] = found.highlights
  expect(marks?.id).toBe(id)
  expect(marks?.title.map(([from, to]) => title.slice(from, to))).toEqual(['Varnishing'])
  expect(marks?.description).toEqual([[0, 7]])
  // The text comes as it was written; nothing puts markup into it.
  expect(found.items[0]?.title).toBe(title)
})

test('a search keeps to the order that is asked for', async () => {
  for (const title of ['Rivet b', 'Rivet a', 'Rivet c']) await ada.api.tasks.create({ title })
  const titles = async (direction: 'ascending' | 'descending') => {
    const found = await ada.api.tasks.search({ query: 'rivet ', sort: { by: 'title', direction } })
    return found.items.map((task) => task.title)
  }
  expect(await titles('ascending')).toEqual(['Rivet a', 'Rivet b', 'Rivet c'])
  expect(await titles('descending')).toEqual(['Rivet c', 'Rivet b', 'Rivet a'])
})

test('a title is filtered by to the letter', async () => {
  await ada.api.tasks.create({ title: 'Gasket' })
  await ada.api.tasks.create({ title: 'gasket' })
  const { items } = await ada.api.tasks.search({ query: 'gasket', filters: { title: 'gasket' } })
  expect(items.map((task) => task.title)).toEqual(['gasket'])
})

test.each([
  ['a field that nothing is filtered by', { filters: { description: 'x' } }],
  ['a filter as text', { filters: 'buckets = "user:x"' }],
  ['buckets', { filters: { buckets: ['user:x'] } }],
  ['a range with a word in it', { filters: { dueDate: { from: 'infinity' } } }],
  ['another field to sort by', { sort: { by: 'description', direction: 'ascending' } }],
  ['another direction', { sort: { by: 'title', direction: 'asc; --' } }],
  ['no limit', { limit: -1 }],
])('%s is no part of a search', async (_, part) => {
  const asked = ada.api.tasks.search({ query: 'x', ...(part as object) })
  expect(await refusal(asked)).toMatchObject({ code: 'BAD_REQUEST', appCode: 'bad-input' })
})

test('a cursor is good for the search that gave it alone', async () => {
  for (let n = 0; n < 3; n++) await ada.api.tasks.create({ title: `Spindle ${n}` })
  const asked = { query: 'spindle ', limit: 1 }
  const { nextCursor: cursor } = await ada.api.tasks.search(asked)
  const others = [
    { ...asked, limit: 2, cursor },
    { ...asked, query: 'spindle', cursor },
    { ...asked, sort: { by: 'title', direction: 'ascending' } as const, cursor },
    { ...asked, cursor: `${Buffer.from('"{\\"skip\\":0}"').toString('base64url')}.forged` },
  ]
  for (const other of others)
    expect(await refusal(ada.api.tasks.search(other))).toMatchObject({ appCode: 'bad-cursor' })
  expect((await ada.api.tasks.search({ ...asked, cursor })).items).toHaveLength(1)
})
