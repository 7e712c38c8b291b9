import { expect, test } from 'vitest'
import { growingHold } from './hold.ts'

test('eras that end at once are waited for longer and longer, one that lasted ends that', () => {
  const clock = { now: 0 }
  const hold = growingHold({ shortest: 100, longest: 2000 }, () => clock.now)
  const pass = (lasted: number) => {
    hold.see('open')
    clock.now += lasted
    hold.see('open')
    hold.see('closed')
    hold.see('closed')
    return hold.length
  }
  hold.see('closed')
  expect(hold.length).toBe(100)
  expect([pass(500), pass(10), pass(3000), pass(10)]).toEqual([400, 1600, 2000, 2000])
  expect(pass(20_001)).toBe(100)
})
