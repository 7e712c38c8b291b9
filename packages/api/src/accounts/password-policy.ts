import { AppError, type UserProfile } from '@holdfast/domain'
import type { ZxcvbnFactory } from '@zxcvbn-ts/core'

/** Whom a password is for: what others know of them is no secret. */
export interface PasswordOwner extends Pick<UserProfile, 'firstName' | 'lastName'> {
  email: string
}

/**
 * Fewer guesses than this and it is refused: about as many as somebody with a stolen hash tries in a
 * day, where one takes 25 ms of a core.
 */
const LEAST_GUESSES = 1e8

/** Of a longer password this much of either end is judged: the judging takes time with the square of it. */
const JUDGED = 48

/** Of signs that may stand for letters so many ways to read them are tried: each takes a millisecond. */
const MOST_SPELLINGS = 20

// About 2 MB of words, which only those pay for who set passwords.
let judge: Promise<ZxcvbnFactory> | undefined
const openJudge = async (): Promise<ZxcvbnFactory> => {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ])
  return new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    l33tMaxSubstitutions: MOST_SPELLINGS,
  })
}

const knownOf = ({ email, firstName, lastName }: PasswordOwner): string[] => {
  const [local = '', host = ''] = email.split('@')
  const names = [firstName, lastName, `${firstName}${lastName}`]
  return [email, local, host, ...names, 'holdfast'].filter((word) => word.length > 2)
}

/**
 * NIST SP 800-63B-4, 3.1.1.2: no password that many use, none of a repeated or running pattern, none
 * made of the person's own address or name or of ours. Judged by the server, always.
 * @throws AppError `password-weak`
 */
export const requireStrongPassword = async (
  password: string,
  owner: PasswordOwner,
): Promise<void> => {
  judge ??= openJudge()
  const opened = await judge
  const known = knownOf(owner)
  const ends = new Set([password.slice(0, JUDGED), password.slice(-JUDGED)])
  const isStrong = [...ends].some((end) => opened.check(end, known).guesses >= LEAST_GUESSES)
  if (isStrong) return
  throw new AppError(
    'password-weak',
    'This password is easy to guess. Take several words that do not belong together, or let a password manager make one.',
  )
}
