import { displayName, type User } from '@holdfast/domain'
import type { Person } from './wiring.ts'

export function personOf({ id, email, profile }: User): Person {
  return { userId: id, email, displayName: displayName(profile) }
}
