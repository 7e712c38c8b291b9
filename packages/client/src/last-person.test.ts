import { nthUser } from '@holdfast/sync/testing'
import { expect, test } from 'vitest'
import { forgetLastPerson, readLastPerson, rememberLastPerson } from './last-person.ts'

class Kept {
  readonly items = new Map<string, string>()
  getItem = (key: string) => this.items.get(key) ?? null
  setItem = (key: string, value: string) => void this.items.set(key, value)
  removeItem = (key: string) => void this.items.delete(key)
}

const ada = { userId: nthUser(1), email: 'ada@example.org', displayName: 'Ada' }

test('remembers one person, and forgets when told to', () => {
  const kept = new Kept()
  expect(readLastPerson(kept)).toBeNull()
  rememberLastPerson(ada, kept)
  expect(readLastPerson(kept)).toEqual(ada)
  forgetLastPerson(kept)
  expect(readLastPerson(kept)).toBeNull()
})

test.each(['{', '{"userId":"x"}', 'null'])('nobody is read out of %s', (text) => {
  const kept = new Kept()
  kept.setItem('holdfast.last-person', text)
  expect(readLastPerson(kept)).toBeNull()
})
