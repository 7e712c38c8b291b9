import { expect, test } from 'vitest'
import { isTransient, sqlState } from './sql-state.ts'

const wrapped = (code: string, message = 'it failed'): Error =>
  new Error('Failed query', { cause: Object.assign(new Error(message), { code }) })

test.each(['08006', '40P01', '53300', '55P03', '57P01'])('%s is worth another try', (code) => {
  expect(sqlState(wrapped(code))).toBe(code)
  expect(isTransient(wrapped(code))).toBe(true)
})

test.each(['23505', '22P02', 'XX000', 'P0001'])('%s is not', (code) => {
  expect(sqlState(wrapped(code))).toBe(code)
  expect(isTransient(wrapped(code))).toBe(false)
})

test.each(['EPIPE', 'ECONNRESET', 'ECONNREFUSED'])(
  '%s is a lost connection, no SQLSTATE',
  (code) => {
    expect(sqlState(wrapped(code))).toBeUndefined()
    expect(isTransient(wrapped(code))).toBe(true)
  },
)

test('so is a connection that gave no answer in time', () => {
  expect(isTransient(new Error('Query read timeout'))).toBe(true)
})
