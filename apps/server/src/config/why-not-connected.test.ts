import { expect, test } from 'vitest'
import { StartError } from '../start-error.ts'
import { whyNotConnected } from './why-not-connected.ts'

const failed = (code: string, message: string): Error => Object.assign(new Error(message), { code })

test.each([
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', 'connect ECONNREFUSED 127.0.0.1:1'],
  ['ECONNREFUSED', '', 'ECONNREFUSED'],
  ['28P01', 'password authentication failed', 'password authentication failed'],
])('%s (%j) tells the operator to mend DATABASE_URL', (code, message, why) => {
  const told = whyNotConnected(failed(code, message))
  expect(told).toBeInstanceOf(StartError)
  expect(told).toHaveProperty(
    'message',
    expect.stringContaining(`DATABASE_URL cannot be used (${why})`),
  )
})

test('the database of the analytics is told from that of the record', () => {
  const told = whyNotConnected(failed('ECONNREFUSED', 'refused'), 'ANALYTICS_URL')
  expect(told).toHaveProperty(
    'message',
    "The database of ANALYTICS_URL cannot be used (refused). Mend the address, or leave it out for the record's own.",
  )
})

test('any other failure stays what it is', () => {
  const bug = failed('42601', 'syntax error')
  expect(whyNotConnected(bug)).toBe(bug)
})
