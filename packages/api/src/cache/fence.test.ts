import type { CacheFenceState } from '@holdfast/db'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openFence } from './fence.ts'

vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
}))
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const LEASE = 300
const OPEN: CacheFenceState = { era: 1, life: 'a life', epoch: 'test' }
const CLOSED: CacheFenceState = { era: 2, life: null, epoch: 'test' }

/** A record that answers when the test says so. */
const asked = () => {
  const answers: PromiseWithResolvers<CacheFenceState>[] = []
  const record = {
    read: () => {
      const answer = Promise.withResolvers<CacheFenceState>()
      answers.push(answer)
      return answer.promise
    },
    close: () => Promise.resolve(),
    open: () => Promise.resolve(),
  }
  return { record, answers }
}

test('a closing is outlived though who asked later was answered before it, by the record and here', async () => {
  const { record, answers } = asked()
  const fence = openFence(record, LEASE)
  const early = fence.ask()
  await vi.advanceTimersByTimeAsync(1)
  const late = fence.ask()
  answers[1]?.resolve(OPEN)
  expect(await late).toMatchObject({ era: 1, life: 'a life' })
  answers[0]?.resolve(CLOSED)
  const permit = await early
  expect(permit.life).toBeNull()
  let isOutlived = false
  const outlived = fence.outlive(permit).then(() => {
    isOutlived = true
  })
  await vi.advanceTimersByTimeAsync(LEASE)
  expect(isOutlived).toBe(false)
  await vi.advanceTimersByTimeAsync(LEASE)
  await outlived
})

test('what the record said before it was closed is not gone by once its closing is known', async () => {
  const { record, answers } = asked()
  const fence = openFence(record, LEASE)
  const early = fence.ask()
  await vi.advanceTimersByTimeAsync(1)
  const late = fence.ask()
  answers[0]?.resolve(CLOSED)
  await early
  answers[1]?.resolve(OPEN)
  await late
  expect(fence.current()).toMatchObject({ era: 2, life: null })
})
