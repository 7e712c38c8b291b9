import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { openTurns } from './turns.ts'

/** argon2id, the library's default, at the cost that OWASP names first: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

const { memoryCost, timeCost, parallelism } = COST
/** How a hash of the present cost begins. */
const PRESENT = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`

export interface PasswordHasher {
  /**
   * @param from the network that asks
   * @throws AppError `busy` when too many wait already
   */
  hash(password: string, from: string): Promise<string>
  /**
   * Takes the same time whether or not there is a hash to compare with.
   * @param hashed null where there is no such account: the answer is then false
   * @param from the network that asks
   * @throws AppError `busy` when too many wait already
   */
  verify(hashed: string | null, password: string, from: string): Promise<boolean>
  /** Was this hash made at another cost than is taken now? */
  isOutdated(hashed: string): boolean
}

/**
 * One hashing for each processor at a time, so that a burst of sign-ins starves nobody else, and the
 * networks by turns, so that who floods from one keeps nobody waiting who comes from another.
 */
export const openPasswordHasher = async (): Promise<PasswordHasher> => {
  const turns = openTurns(Math.max(1, availableParallelism() - 1))
  const decoy = await hash('nobody has this password', COST)

  return {
    hash: (password, from) => turns.take(from, () => hash(password, COST)),
    async verify(hashed, password, from) {
      const right = await turns.take(from, () => verify(hashed ?? decoy, password))
      return right && hashed !== null
    },
    isOutdated: (hashed) => !hashed.startsWith(PRESENT),
  }
}
