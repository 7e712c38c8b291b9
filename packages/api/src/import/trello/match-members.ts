import type { UserId } from '@holdfast/domain'
import type { Person } from '../people.ts'
import type { KnownMember } from './board-index.ts'

/** Longer than any name here. To take a text apart takes time with the square of it. */
const MOST_COMPARED = 300

/** How names are compared: without case, accents, or what stands between the words. */
const spelling = (name: string): string =>
  name
    .slice(0, MOST_COMPARED)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/**
 * Tells who a member of the board may be here: the one person of that full name or, failing that, of
 * that user name. Two of one name are not told apart; nobody is suggested then.
 */
export const matcherOf = (people: readonly Person[]): ((member: KnownMember) => UserId | null) => {
  const bySpelling = new Map<string, UserId[]>()
  for (const { userId, displayName } of people) {
    const name = spelling(displayName)
    bySpelling.set(name, [...(bySpelling.get(name) ?? []), userId])
  }
  return ({ fullName, username }) => {
    for (const name of [fullName, username]) {
      const wanted = spelling(name)
      const [first, ...others] = (wanted !== '' && bySpelling.get(wanted)) || []
      if (first) return others.length === 0 ? first : null
    }
    return null
  }
}
