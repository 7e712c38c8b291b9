import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'

const judge = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })

/** How hard a password is to guess: 0 at once, 4 not at all. */
export interface Strength {
  score: 0 | 1 | 2 | 3 | 4
  /** What makes it easy, as the library names it. */
  warning: string | null
}

/**
 * Judges what makes a password easy to guess: words, names, dates, keyboards, repetition. Never signs
 * or capitals (NIST 800-63B-4, 3.1.1.2).
 * @param about what others know of the person
 */
export function strengthOf(password: string, about: readonly string[]): Strength {
  const { score, feedback } = judge.check(
    password,
    about.filter((word) => word !== ''),
  )
  return { score, warning: feedback.warning }
}
