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
 * Who a member of the board may be here: the one person of that full name or, failing that, of that
 * user name. Two of one name are not told apart; nobody is suggested then.
 */
export const matchMember = (member: KnownMember, people: readonly Person[]): UserId | null => {
  for (const name of [member.fullName, member.username]) {
    const wanted = spelling(name)
    const found = people.filter(({ displayName }) => spelling(displayName) === wanted)
    if (wanted !== '' && found[0]) return found.length === 1 ? found[0].userId : null
  }
  return null
}
