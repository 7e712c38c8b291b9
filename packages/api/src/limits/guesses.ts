import type { Database } from '@holdfast/db'
import { AppError, type UserId } from '@holdfast/domain'
import { noteRefused } from '../auth/note-refused.ts'
import type { Context } from '../context.ts'
import { NO_NETWORK, networkOf } from './address.ts'
import { tooMany } from './limits.ts'
import { type Rule, rules } from './rules.ts'

/** Whose secret may be guessed. */
export interface Guess {
  /** What the secret is, and whose: `password of ada@example.org`. */
  of: string
  /** The browser that asks, where the account was signed in with it before. */
  browser: string | null
  /** Was the account signed in at this network before? Asked only once strangers have tried too often. */
  isKnownAt(network: string): Promise<boolean>
}

const WRONG = new Set(['wrong-credentials', 'wrong-code'])

/** Did somebody who guessed guess wrong? Whatever else failed tells them nothing. */
export const isWrongGuess = (error: unknown): boolean =>
  error instanceof AppError && WRONG.has(error.code)

/**
 * Does what tells whether a secret is right, unless too many wrong ones came before. What is counted
 * is counted before the work, so that many at once are as many, and given back unless it was wrong.
 * A browser that the account knows has a count of its own, so nobody beside it uses that up.
 * @param wasWrong of a result that says so by itself instead of throwing
 * @throws AppError `too-many-requests`; `busy` where guesses cannot be counted
 */
export const limitGuesses = async <T>(
  ctx: Context,
  { of, browser, isKnownAt }: Guess,
  work: () => Promise<T>,
  wasWrong: (result: T) => boolean = () => false,
): Promise<T> => {
  const { limits } = ctx.services
  const network = networkOf(ctx.request.ip)
  const here = `${of} by ${browser ?? network}`
  const taken: [Rule, string][] = []
  const count = (rule: Rule, key: string): Promise<number> => {
    taken.push([rule, key])
    return limits.count(rule, key)
  }
  const giveBack = () => Promise.all(taken.map(([rule, key]) => limits.giveBack(rule, key)))

  const refuse = (wait: number): never => {
    noteRefused(ctx, 'guess beyond the limits', null)
    throw tooMany(wait)
  }

  // First, so that who goes on from one network leaves no count of each account that they name.
  const fromHere = browser === null ? await count(rules.guessesFrom, network) : 0
  const isKnown = fromHere > 0 && (await isKnownAt(network))
  if (fromHere > 0 && !isKnown) refuse(fromHere)
  for (const rule of [rules.guessesHere, rules.guessesHereDaily]) {
    const wait = await count(rule, here)
    if (wait === 0) continue
    // It is not compared, so it is no guess that others of the network would pay for.
    if (browser === null) await limits.giveBack(rules.guessesFrom, network)
    refuse(wait)
  }
  if (browser === null) {
    const wait = await count(rules.guessesOnAccount, of)
    if (wait > 0 && !isKnown && !(await isKnownAt(network))) refuse(wait)
  }
  try {
    const result = await work()
    if (!wasWrong(result)) await giveBack()
    return result
  } catch (error) {
    if (!isWrongGuess(error)) await giveBack()
    throw error
  }
}

/** Within these days a network where somebody signed in is known to be theirs. */
const KNOWN_FOR_DAYS = 90

/** A guess at something that only the holder of an account knows. @param what it is */
export const accountGuess = (db: Pick<Database, 'read'>, what: string, userId: UserId): Guess => ({
  of: `${what} of ${userId}`,
  browser: null,
  isKnownAt: async (network) => {
    if (network === NO_NETWORK) return false
    const known = await db.read((reader) =>
      reader.rows({
        name: 'account-signed-in-at-network',
        text: `SELECT 1 FROM auth.sessions WHERE user_id = $1 AND ip_address <<= $2::inet
                 AND created_at > now() - make_interval(days => $3) LIMIT 1`,
        values: [userId, network, KNOWN_FOR_DAYS],
      }),
    )
    return known.length > 0
  },
})

/**
 * A guess at the password of whoever has an e-mail address, or at that of nobody.
 * @param browser the one that asks, where the address was signed in with it before
 */
export const passwordGuess = (
  db: Pick<Database, 'read'>,
  email: string,
  browser: string | null,
): Guess => ({
  of: `password of ${email.toLowerCase()}`,
  browser,
  isKnownAt: async (network) => {
    if (network === NO_NETWORK) return false
    const known = await db.read((reader) =>
      reader.rows({
        name: 'address-signed-in-at-network',
        text: `SELECT 1 FROM auth.sessions s JOIN users.users u ON u.id = s.user_id
               WHERE lower(u.email) = lower($1) AND s.ip_address <<= $2::inet
                 AND s.created_at > now() - make_interval(days => $3) LIMIT 1`,
        values: [email, network, KNOWN_FOR_DAYS],
      }),
    )
    return known.length > 0
  },
})
