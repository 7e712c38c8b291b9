import { schema, type Transaction } from '@holdfast/db'
import { AppError, ChallengeId, isoDate, PasskeyId, type UserId } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { holdSession } from '../auth/hold-session.ts'
import { GivenName } from '../tokens/personal-token.ts'
import { transact } from '../transact.ts'
import { personalProcedure } from '../trpc.ts'
import { takeChallenge } from './challenges.ts'
import { lockFactors, noteFactorChange } from './factor-changes.ts'
import { RegistrationResponse } from './passkey-response.ts'
import { readFactors } from './read-factors.ts'
import { renewCodes } from './recovery-codes.ts'
import { type NewPasskey, verifyRegistration } from './register-passkey.ts'
import { relyingParty } from './relying-party.ts'

/** More than a person has devices. */
const MOST_PASSKEYS = 50

const keepPasskey = async (
  tx: Transaction,
  kept: NewPasskey & { id: PasskeyId; userId: UserId; name: string; now: Date },
): Promise<boolean> => {
  const { now, ...passkey } = kept
  const made = await tx.db
    .insert(schema.passkeys)
    .values({ ...passkey, createdAt: isoDate(now) })
    .onConflictDoNothing()
    .returning({ id: schema.passkeys.id })
  return made.length > 0
}

/**
 * Keeps a passkey that the browser made: a second factor, and a way to sign in without a password.
 * Who has no recovery codes yet is given some, for the day the device is lost.
 */
export const passkeyFinish = personalProcedure
  .input(
    z.strictObject({ challengeId: ChallengeId, name: GivenName, response: RegistrationResponse }),
  )
  .output(z.strictObject({ id: PasskeyId, recoveryCodes: z.array(z.string()).nullable() }))
  .mutation(async ({ ctx: { services, caller }, input: { challengeId, name, response } }) => {
    const { userId, sessionId } = caller
    const now = services.clock()
    const id = PasskeyId.parse(uuidv7())
    const party = await relyingParty(services)
    const made = await transact(services, async (store, tx) => {
      const asked = await takeChallenge(tx, challengeId, 'passkey-registration', now)
      if (asked?.userId !== userId) return null
      const passkey = await verifyRegistration(party, asked.challenge, response)
      if (!passkey) return null
      await lockFactors(tx, userId)
      await holdSession(tx, sessionId, now)
      const { passkeys, recoveryCodesLeft } = await readFactors(tx, userId)
      if (passkeys.length >= MOST_PASSKEYS) return null
      if (!(await keepPasskey(tx, { ...passkey, id, userId, name, now }))) return null
      const what = { passkey: id, name }
      await noteFactorChange(store, { userId, by: userId, action: 'passkey-added', what }, now)
      const { keys } = services
      return {
        recoveryCodes: recoveryCodesLeft === 0 ? await renewCodes(tx, keys, userId, now) : null,
      }
    })
    if (!made) throw new AppError('wrong-code', 'The passkey could not be added. Start again.')
    return { id, ...made }
  })
