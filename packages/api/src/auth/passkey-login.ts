import type { Transaction } from '@holdfast/db'
import { AppError, ChallengeId, ClientKind, type UserId } from '@holdfast/domain'
import { z } from 'zod'
import { takeChallenge } from '../factors/challenges.ts'
import { notePasskeyRefused } from '../factors/passkey-refused.ts'
import { AuthenticationResponse } from '../factors/passkey-response.ts'
import { relyingParty } from '../factors/relying-party.ts'
import { judgePasskey } from '../factors/sign-in-passkey.ts'
import { transact } from '../transact.ts'
import { publicProcedure } from '../trpc.ts'
import { noteRefused } from './note-refused.ts'
import { requireSameOrigin } from './refresh-cookie.ts'
import { signIn } from './sign-in.ts'
import { SignedIn, signedIn } from './signed-in.ts'

const isActive = async (tx: Transaction, userId: UserId): Promise<boolean> => {
  const [active] = await tx.rows({
    name: 'is-active',
    text: `SELECT id FROM users.users WHERE id = $1 AND status = 'active'`,
    values: [userId],
  })
  return active !== undefined
}

/**
 * Signs in by a passkey alone: what one has, and by its verification what one is or knows, so it is
 * two factors by itself (NIST SP 800-63B-4, 3.1.7).
 */
export const passkeyLogin = publicProcedure
  .input(
    z.strictObject({
      challengeId: ChallengeId,
      response: AuthenticationResponse,
      client: ClientKind.default('web'),
    }),
  )
  .output(SignedIn)
  .mutation(async ({ ctx, input: { challengeId, response, client } }) => {
    if (client === 'web') requireSameOrigin(ctx)
    const { services } = ctx
    const now = services.clock()
    const party = await relyingParty(services)
    const opened = await transact(services, async (store, tx) => {
      const asked = await takeChallenge(tx, challengeId, 'passkey-sign-in', now)
      if (!asked || asked.userId !== null) return null
      const judged = await judgePasskey(tx, party, asked.challenge, response, now)
      if (judged.verdict === 'regressed') await notePasskeyRefused(store, judged, now)
      if (judged.verdict !== 'right' || !(await isActive(tx, judged.userId))) return null
      const opening = { userId: judged.userId, client, factor: 'passkey' } as const
      return signIn(store, tx, ctx, opening, now)
    })
    if (!opened) {
      noteRefused(ctx, 'passkey', null)
      throw new AppError('wrong-code', 'This passkey does not sign in here.')
    }
    return signedIn(ctx, opened.user, opened.session)
  })
