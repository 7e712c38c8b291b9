import { createHash } from 'node:crypto'
import { AppError } from '@holdfast/domain'
import type { Breaker, Counter } from '@holdfast/infra'
import type { Log } from '../log.ts'
import type { Room, Rule } from './rules.ts'
import { inWords } from './wait.ts'

/** How often something may be asked: `rules.ts`. */
export interface Limits {
  /**
   * Counts one more of what the rule limits, for a key.
   * @returns how long to wait, in seconds; 0 where it is within the rule
   * @throws AppError `busy` where that cannot be known and the rule says to refuse
   */
  count(rule: Rule, key: string): Promise<number>
  /** As `count`. @throws AppError `too-many-requests` where it is beyond the rule */
  take(rule: Rule, key: string): Promise<void>
  /** Takes back what was counted: it turned out not to be what the rule limits. */
  giveBack(rule: Rule, key: string): Promise<void>
  /** How much there may be at a time. */
  most(room: Room): number
}

export interface LimitsOptions {
  /** What several processes share, or the memory of this one. */
  shared: Counter
  own: Counter
  /** Of what is shared. */
  breaker: Breaker
  /** Every figure is multiplied by it. */
  factor: number
  log: Log
}

/** Longest that an open rule waits for what is shared, and longest that one which refuses does, in ms. */
const PATIENCE = { allow: 50, refuse: 1000 }

/** In seconds; when to ask again after what counts was away. */
const AWAY_FOR = 5

export const tooMany = (seconds: number): AppError =>
  new AppError('too-many-requests', `That was asked too often. Try again in ${inWords(seconds)}.`, {
    retryAfter: seconds,
  })

const cannotCount = (): AppError =>
  new AppError('busy', 'Signing in is not possible now. Try again in a moment.', {
    retryAfter: AWAY_FOR,
  })

/** What is shared may lie on another machine: of whom is counted it learns a digest. */
const digestOf = (key: string): string =>
  createHash('sha256').update(key).digest('base64url').slice(0, 22)

export const openLimits = ({ shared, own, breaker, factor, log }: LimitsOptions): Limits => {
  const scaled = (rule: Rule): Rule => ({ ...rule, most: Math.round(rule.most * factor) })

  const counted = (rule: Rule, key: string, cost: number): Promise<number> =>
    rule.shared
      ? breaker.run(() => shared.count(scaled(rule), digestOf(key), cost), PATIENCE[rule.whenAway])
      : own.count(scaled(rule), digestOf(key), cost)

  const count: Limits['count'] = async (rule, key) => {
    try {
      return Math.ceil((await counted(rule, key, 1)) / 1000)
    } catch (error) {
      log.debug({ err: error, rule: rule.name }, 'a limit could not be counted')
      if (rule.whenAway === 'refuse') throw cannotCount()
      return 0
    }
  }
  return {
    count,
    async take(rule, key) {
      const wait = await count(rule, key)
      if (wait > 0) throw tooMany(wait)
    },
    async giveBack(rule, key) {
      await counted(rule, key, -1).catch((error: unknown) =>
        log.debug({ err: error, rule: rule.name }, 'a limit could not be given back'),
      )
    },
    most: (room) => Math.ceil(room.most * factor),
  }
}

/** Lets everything through. */
export const unlimited: Limits = {
  count: async () => 0,
  take: async () => undefined,
  giveBack: async () => undefined,
  most: () => Number.POSITIVE_INFINITY,
}
