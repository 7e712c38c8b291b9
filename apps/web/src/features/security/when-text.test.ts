import { expect, test } from 'vitest'
import { daysUntil, whenText } from './when-text.ts'

const moment = {
  now: new Date('2026-11-24T12:00:00.000Z'),
  timeZone: 'Europe/Berlin',
  locale: 'en-GB',
}

test.each([
  ['2026-11-24T07:36:00.000Z', 'today 08:36'],
  ['2026-11-22T23:30:00.000Z', 'yesterday 00:30'],
  ['2026-06-19T08:00:00.000Z', '19 June'],
  ['2027-02-24T08:00:00.000Z', '24 February 2027'],
])('%s is %s', (instant, text) => {
  expect(whenText(instant, moment)).toBe(text)
})

test('counts whole days, and none below zero', () => {
  expect(daysUntil('2026-11-29T13:00:00.000Z', moment.now)).toBe(5)
  expect(daysUntil('2026-11-25T11:00:00.000Z', moment.now)).toBe(0)
  expect(daysUntil('2026-11-01T11:00:00.000Z', moment.now)).toBe(0)
})
