import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type Person, refusal, type World } from '../testing/world.ts'

let world: World
let ada: Person
let bob: Person
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
  ada = await world.person('Ada')
  bob = await world.person('Bob')
})
afterAll(() => world[Symbol.asyncDispose]())

test('[C7] every value of every field is in the history, with who and when', async () => {
  const { id } = await ada.api.tasks.create({ title: 'Dig', tags: ['a'] })
  await ada.api.tasks.update({ id, title: 'Sow', priority: 'high' })
  const dueDate = '2026-12-24T00:00:00.000Z'
  await ada.api.tasks.update({ id, dueDate, dueAllDay: true })
  await ada.api.tasks.update({ id, dueAllDay: false })
  await ada.api.tasks.update({ id, tags: [] })
  await ada.api.tasks.update({ id, orderKey: 'a5' })
  const { items, nextCursor } = await ada.api.tasks.history({ id })
  const at = expect.stringMatching(/Z$/)
  expect(items).toMatchObject([
    { action: 'tagged', by: ada.user.id, at, changes: [{ field: 'tags', from: ['a'], to: [] }] },
    {
      action: 'edited',
      changes: [
        { field: 'due', from: { dueDate, dueAllDay: true }, to: { dueDate, dueAllDay: false } },
      ],
    },
    { changes: [{ field: 'due', from: { dueDate: null }, to: { dueDate, dueAllDay: true } }] },
    {
      changes: [
        { field: 'title', from: 'Dig', to: 'Sow' },
        { field: 'priority', from: 'medium', to: 'high' },
      ],
    },
    { action: 'created' },
  ])
  expect(items.at(-1)?.changes).toContainEqual({ field: 'title', from: null, to: 'Dig' })
  expect(nextCursor).toBeNull()
})

test('the history comes page by page, each entry once', async () => {
  const { id } = await ada.api.tasks.create({ title: '0' })
  for (const title of ['1', '2', '3', '4']) await ada.api.tasks.update({ id, title })
  const seen: unknown[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof ada.api.tasks.history>> = await ada.api.tasks.history({
      id,
      limit: 2,
      cursor,
    })
    seen.push(...page.items.map(({ changes }) => changes[0]?.to))
    cursor = page.nextCursor
  } while (cursor)
  expect(seen).toEqual(['4', '3', '2', '1', '0'])
  const { nextCursor } = await ada.api.tasks.history({ id, limit: 2 })
  const other = await ada.api.tasks.create({ title: 'x' })
  const foreign = ada.api.tasks.history({ id: other.id, cursor: nextCursor })
  expect(await refusal(foreign)).toMatchObject({ appCode: 'bad-cursor' })
  expect(await refusal(bob.api.tasks.history({ id }))).toMatchObject({ code: 'NOT_FOUND' })
})
