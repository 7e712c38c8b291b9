import { expect, test } from 'vitest'
import { openBodyRoom } from './body-room.ts'

const MIB = 1024 * 1024

test('one account may have so many bytes of bodies on their way, and more when some have come', () => {
  const room = openBodyRoom()
  const ada = { account: 'ada', network: 'here' }
  const taken = [30, 30].map((size) => room.take(size * MIB, ada))
  expect(taken.every(Boolean)).toBe(true)
  expect(room.take(5 * MIB, ada)).toBeNull()
  expect(room.take(5 * MIB, { account: 'bob', network: 'here' })).not.toBeNull()
  taken[0]?.()
  expect(room.take(5 * MIB, ada)).not.toBeNull()
})

test('so may one network, however many accounts ask from it', () => {
  const room = openBodyRoom()
  const from = (network: string) => (_: unknown, i: number) =>
    room.take(30 * MIB, { account: `${network} ${i}`, network })
  const here = Array.from({ length: 30 }, from('here'))
  expect(here.filter((one) => one === null)).toHaveLength(13)
  expect(room.take(30 * MIB, { account: 'another', network: 'there' })).not.toBeNull()
})
