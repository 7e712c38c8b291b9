import { nthUser } from '@holdfast/sync/testing'
import { expect, test } from 'vitest'
import {
  forgetLastPerson,
  type LastPerson,
  readLastPerson,
  rememberLastPerson,
  watchLastPerson,
} from './last-person.ts'

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

test('another tab is told who came and that somebody left, and of nothing else', () => {
  let storage: (event: StorageEvent) => void = () => undefined
  const page = {
    addEventListener: (_: string, listen: unknown) => {
      storage = listen as typeof storage
    },
  } as Pick<Window, 'addEventListener'>
  const told: (LastPerson | null)[] = []
  watchLastPerson((person) => told.push(person), page)
  const key = 'holdfast.last-person'
  storage({ key, newValue: JSON.stringify(ada) } as StorageEvent)
  storage({ key: 'holdfast.theme', newValue: null } as StorageEvent)
  storage({ key, newValue: null } as StorageEvent)
  expect(told).toEqual([ada, null])
})
