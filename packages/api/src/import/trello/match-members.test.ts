import { UserId } from '@holdfast/domain'
import { expect, it } from 'vitest'
import { matcherOf } from './match-members.ts'

const person = (last: number, displayName: string) => ({
  userId: UserId.parse(`0197b2f0-0000-7000-8000-00000000000${last}`),
  displayName,
  inProject: true,
})
const people = [
  person(1, 'Juno Kerr'),
  person(2, 'Zoë Müller'),
  person(3, 'Sam Lee'),
  person(4, 'Sam Lee'),
  person(5, ''),
]
const match = matcherOf(people)
const member = (fullName: string, username = '') => ({ id: 'm', fullName, username, left: false })

it.each([
  ['juno  KERR', '', 1],
  ['Zoe Muller', '', 2],
  ['J.K.', 'juno_kerr', 1],
  ['Sam Lee', '', null],
  ['Fay Gold', 'fay_gold', null],
  ['', '', null],
])('“%s” (%s) is person %s', (fullName, username, last) => {
  const expected = last === null ? null : people[last - 1]?.userId
  expect(match(member(fullName, username))).toBe(expected)
})

it('looks at the beginning of a name that is longer than any', () => {
  const endless = `Juno Kerr${'\u0301\u0316'.repeat(500_000)}`
  expect(match(member(endless, endless))).toBe(people[0]?.userId)
})
