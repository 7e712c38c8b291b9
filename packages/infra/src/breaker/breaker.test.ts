import { expect, test } from 'vitest'
import { openBreaker } from './breaker.ts'
import { BreakerOpen } from './port.ts'

const LONG = 60_000
const fine = () => Promise.resolve('fine')
const broken = () => Promise.reject(new Error('broken'))

const openTested = () => {
  const clock = { now: 0 }
  const breaker = openBreaker({
    failures: 3,
    pause: { first: 100, last: 300 },
    now: () => clock.now,
  })
  const failTimes = async (times: number) => {
    for (let i = 0; i < times; i++)
      await expect(breaker.run(broken, LONG)).rejects.toThrow('broken')
  }
  return { clock, breaker, failTimes }
}

test('opens after failures in a row, not after as many with a success between', async () => {
  const { breaker, failTimes } = openTested()
  await failTimes(2)
  await breaker.run(fine, LONG)
  await failTimes(2)
  expect(breaker.isOpen).toBe(false)
  await failTimes(1)
  expect(breaker.isOpen).toBe(true)
  await expect(breaker.run(fine, LONG)).rejects.toThrow(BreakerOpen)
})

test('after a pause one may try, and the others wait for what becomes of it', async () => {
  const { clock, breaker, failTimes } = openTested()
  await failTimes(3)
  clock.now = 100
  const probe = Promise.withResolvers<string>()
  const probing = breaker.run(() => probe.promise, LONG)
  await expect(breaker.run(fine, LONG)).rejects.toThrow(BreakerOpen)
  probe.resolve('back')
  expect(await probing).toBe('back')
  expect(await breaker.run(fine, LONG)).toBe('fine')
})

test('pauses longer each time that the probe fails, up to a limit, and begins anew once well', async () => {
  const { clock, breaker, failTimes } = openTested()
  await failTimes(3)
  for (const pause of [100, 200, 300, 300]) {
    clock.now += pause - 1
    expect(breaker.isOpen).toBe(true)
    clock.now += 1
    await failTimes(1)
  }
  clock.now += 300
  await breaker.run(fine, LONG)
  await failTimes(3)
  clock.now += 100
  expect(breaker.isOpen).toBe(false)
})

test('late counts as failed, and is called off', async () => {
  const { breaker } = openTested()
  const signals: AbortSignal[] = []
  const never = (signal: AbortSignal) => {
    signals.push(signal)
    return new Promise<never>(() => undefined)
  }
  for (let i = 0; i < 3; i++) await expect(breaker.run(never, 1)).rejects.toThrow('within 1 ms')
  expect(breaker.isOpen).toBe(true)
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true])
})
