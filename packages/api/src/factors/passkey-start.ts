import { ChallengeId, displayName, TypedPassword } from '@holdfast/domain'
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import { holdProof, requirePassword } from '../accounts/prove-password.ts'
import { readUser } from '../auth/signed-in.ts'
import { transact } from '../transact.ts'
import { personalProcedure } from '../trpc.ts'
import { openChallenge } from './challenges.ts'
import { heldCredentials } from './held-credentials.ts'
import { registrationOptions } from './register-passkey.ts'
import { relyingParty } from './relying-party.ts'

/** What the browser is to be asked for a new passkey. */
export const passkeyStart = personalProcedure
  .input(z.strictObject({ password: TypedPassword }))
  .output(
    z.strictObject({
      challengeId: ChallengeId,
      options: z.custom<PublicKeyCredentialCreationOptionsJSON>(),
    }),
  )
  .mutation(async ({ ctx, input: { password } }) => {
    const { services, caller } = ctx
    const { userId } = caller
    const proof = await requirePassword(ctx, userId, password)
    const party = await relyingParty(services)
    return transact(services, async (_, tx) => {
      await holdProof(tx, proof)
      const { email, profile } = await readUser(tx, userId)
      const owner = { id: userId, email, displayName: displayName(profile) }
      const held = await heldCredentials(tx, userId)
      const options = await registrationOptions(party, owner, held)
      const { id } = await openChallenge(
        tx,
        { purpose: 'passkey-registration', userId, challenge: options.challenge },
        services.clock(),
      )
      return { challengeId: id, options }
    })
  })
