import { schema, type Transaction } from '@holdfast/db'
import { ChallengeId, isoDate, type UserId } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'

/** How long a challenge may be answered. */
const GOOD_FOR_MS = 5 * 60_000
/** So many that nobody answered are swept with each new one: there are never many more than are in use. */
const SWEPT_AT_ONCE = 10

const { challenges } = schema

type Row = typeof challenges.$inferInsert

export interface OpenChallenge {
  id: ChallengeId
  expiresAt: Date
}

/** Keeps what a client is asked, for five minutes. */
export const openChallenge = async (
  tx: Transaction,
  asked: Pick<Row, 'purpose' | 'userId' | 'challenge'>,
  now: Date,
): Promise<OpenChallenge> => {
  const id = ChallengeId.parse(uuidv7())
  const expiresAt = new Date(now.getTime() + GOOD_FOR_MS)
  await tx.rows({
    name: 'sweep-challenges',
    text: `DELETE FROM auth.challenges WHERE id IN (
             SELECT id FROM auth.challenges WHERE expires_at < $1
             ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    values: [now, SWEPT_AT_ONCE],
  })
  await tx.db
    .insert(challenges)
    .values({ id, ...asked, expiresAt: isoDate(expiresAt), createdAt: isoDate(now) })
  return { id, expiresAt }
}

export interface TakenChallenge {
  userId: UserId | null
  challenge: string
}

/** Takes a passkey's challenge away, whatever comes of the answer: it is good once. */
export const takeChallenge = async (
  tx: Transaction,
  id: ChallengeId,
  purpose: 'passkey-sign-in' | 'passkey-registration',
  now: Date,
): Promise<TakenChallenge | null> => {
  const [taken] = await tx.rows<TakenChallenge & { expired: boolean }>({
    name: 'take-challenge',
    text: `DELETE FROM auth.challenges WHERE id = $1 AND purpose = $2
           RETURNING user_id AS "userId", challenge, expires_at <= $3 AS expired`,
    values: [id, purpose, now],
  })
  return taken && !taken.expired ? { userId: taken.userId, challenge: taken.challenge } : null
}
