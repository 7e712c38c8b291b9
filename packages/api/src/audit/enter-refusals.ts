import { storeTx } from '@holdfast/db'
import { type Activity, type AppError, isoDate, Refusal, type UserId } from '@holdfast/domain'
import type { Services } from '../context.ts'
import { rules } from '../limits/rules.ts'

/** Something that a person asked for and may not do. */
export interface RefusedDeed {
  /** The procedure or the mutation. */
  asked: string
  error: AppError
}

const activityOf = (actor: UserId, { asked, error }: RefusedDeed): Activity => {
  const { entity, entityId, deed } = error instanceof Refusal ? error.refused : {}
  const about = entity && { deed, [entity]: entityId }
  return {
    entity: 'user',
    entityId: actor,
    action: 'refused',
    before: {},
    after: { asked, ...about },
  }
}

/**
 * Enters what somebody was refused for what they are, by the ids of it and no values. Of who tries on
 * and on no more is entered than `refusalsEntered` says. Whatever fails here, the refusal stands.
 */
export const enterRefusals = async (
  { db, limits, clock, log }: Pick<Services, 'db' | 'limits' | 'clock' | 'log'>,
  actor: UserId,
  refused: readonly RefusedDeed[],
): Promise<void> => {
  const entered: Activity[] = []
  for (const one of refused) {
    if ((await limits.count(rules.refusalsEntered, actor)) > 0) break
    entered.push(activityOf(actor, one))
  }
  if (entered.length === 0) return
  await db
    .transact((tx) => storeTx(tx).audit(actor, entered, isoDate(clock())))
    .catch((error: unknown) => log.warn({ err: error }, 'a refusal could not be entered'))
}
