import { availableParallelism } from 'node:os'
import { AppError } from '@holdfast/domain'
import { hash, verify } from '@node-rs/argon2'
import pLimit from 'p-limit'

/** argon2id, the library's default, at the cost that OWASP names first: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

const { memoryCost, timeCost, parallelism } = COST
/** How a hash of the present cost begins. */
const PRESENT = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`

/** So many may wait for their turn; the next one is asked to come again. */
const MOST_WAITING = 50

export interface PasswordHasher {
  /** @throws AppError `busy` when too many wait already */
  hash(password: string): Promise<string>
  /**
   * Takes the same time whether or not there is a hash to compare with.
   * @param hashed null where there is no such account: the answer is then false
   * @throws AppError `busy` when too many wait already
   */
  verify(hashed: string | null, password: string): Promise<boolean>
  /** Was this hash made at another cost than is taken now? */
  isOutdated(hashed: string): boolean
}

/** One hashing for each processor at a time, so that a burst of sign-ins starves nobody else. */
export const openPasswordHasher = async (): Promise<PasswordHasher> => {
  const limit = pLimit(Math.max(1, availableParallelism() - 1))
  const decoy = await hash('nobody has this password', COST)

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    if (limit.pendingCount >= MOST_WAITING)
      throw new AppError('busy', 'Too many people are signing in. Try again in a moment.')
    return limit(work)
  }

  return {
    hash: async (password) => inTurn(() => hash(password, COST)),
    async verify(hashed, password) {
      const right = await inTurn(() => verify(hashed ?? decoy, password))
      return right && hashed !== null
    },
    isOutdated: (hashed) => !hashed.startsWith(PRESENT),
  }
}
