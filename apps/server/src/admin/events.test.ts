import { expect, test } from 'vitest'
import { choiceOf, lineOf, requireKnown } from './events.ts'

test('all dead letters are meant only where that is said', () => {
  expect(() => choiceOf({})).toThrow('--all')
  expect(choiceOf({ all: true })).toEqual({})
  expect(choiceOf({ consumer: 'notifier', id: ['7'] })).toEqual({
    consumer: 'notifier',
    ids: ['7'],
  })
})

test('an id of no dead letter is named, and nothing is done', async () => {
  const letter = {
    id: '7',
    consumer: 'notifier',
    event: null,
    error: 'no',
    attempts: 3,
    since: new Date(),
  }
  const bus = { dead: async () => [letter] }
  expect(await requireKnown(bus, { ids: ['7'] })).toEqual({ ids: ['7'] })
  expect(await requireKnown(bus, { consumer: 'notifier' })).toEqual({ consumer: 'notifier' })
  const asked = requireKnown(bus, { consumer: 'notifier', ids: ['7', '8', 'x'] })
  await expect(asked).rejects.toThrow('There is no dead letter 8, x of notifier. Nothing was done.')
})

test('a dead letter is one line', () => {
  const since = new Date('2026-03-01T10:00:00Z')
  const letter = {
    id: '7',
    consumer: 'notifier',
    event: '{"id',
    error: 'no\nat x',
    attempts: 3,
    since,
  }
  expect(lineOf(letter)).toBe('7  2026-03-01T10:00:00.000Z  notifier  3 tries  {"id  no')
})
