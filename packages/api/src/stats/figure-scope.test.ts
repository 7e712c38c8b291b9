import { expect, test } from 'vitest'
import { datesIn } from './figure-scope.ts'

test.each([
  ['UTC', '2026-11-22T23:30:00Z', '2026-11-22', '2026-11-23', '2026-11-23T00:00:00.000Z'],
  [
    'Pacific/Auckland',
    '2026-11-22T12:00:00Z',
    '2026-11-23',
    '2026-11-30',
    '2026-11-29T11:00:00.000Z',
  ],
  [
    'America/New_York',
    '2026-11-23T04:00:00Z',
    '2026-11-22',
    '2026-11-23',
    '2026-11-23T05:00:00.000Z',
  ],
  // Clocks go back on Sunday, 25 October: the week is an hour longer.
  ['Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-24', '2026-10-26', '2026-10-25T23:00:00.000Z'],
  [
    'Asia/Kathmandu',
    '2026-12-31T20:00:00Z',
    '2027-01-01',
    '2027-01-04',
    '2027-01-03T18:15:00.000Z',
  ],
])('in %s at %s it is %s, and next week begins on %s at %s', (zone, now, today, day, at) => {
  const dates = datesIn(zone, new Date(now))
  expect(dates).toMatchObject({ today, nextWeek: { day, at } })
})
