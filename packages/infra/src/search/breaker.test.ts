import { expect, test } from 'vitest'
import { circuitBreaker } from './breaker.ts'

test('after failures in a row nothing is tried but one at a time after each rest', () => {
  let now = 0
  const breaker = circuitBreaker({ failures: 2, rest: 100, now: () => now })
  breaker.failed()
  breaker.succeeded()
  breaker.failed()
  expect(breaker.mayTry()).toBe(true)
  breaker.failed()
  expect(breaker.mayTry()).toBe(false)
  now = 100
  expect([breaker.mayTry(), breaker.mayTry()]).toEqual([true, false])
  breaker.failed()
  now = 199
  expect(breaker.mayTry()).toBe(false)
  now = 200
  expect(breaker.mayTry()).toBe(true)
  breaker.succeeded()
  expect([breaker.mayTry(), breaker.mayTry()]).toEqual([true, true])
})
