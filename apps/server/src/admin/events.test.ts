import { expect, test } from 'vitest'
import { choiceOf, lineOf } from './events.ts'

test('all dead letters are meant only where that is said', () => {
  expect(() => choiceOf({})).toThrow('--all')
  expect(choiceOf({ all: true })).toEqual({})
  expect(choiceOf({ consumer: 'notifier', id: ['7'] })).toEqual({
    consumer: 'notifier',
    ids: ['7'],
  })
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
