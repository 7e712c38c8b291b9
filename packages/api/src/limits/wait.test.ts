import { expect, test } from 'vitest'
import { inWords } from './wait.ts'

test.each([
  [0, '1 second'],
  [1, '1 second'],
  [2, '2 seconds'],
  [60, '60 seconds'],
  [61, '2 minutes'],
  [900, '15 minutes'],
  [3601, '2 hours'],
  [86_400, '24 hours'],
])('%d seconds are told as %s', (seconds, words) => {
  expect(inWords(seconds)).toBe(words)
})
