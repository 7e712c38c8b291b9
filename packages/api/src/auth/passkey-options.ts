import { ChallengeId } from '@holdfast/domain'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import { openChallenge } from '../factors/challenges.ts'
import { heldCredentials } from '../factors/held-credentials.ts'
import { relyingParty } from '../factors/relying-party.ts'
import { authenticationOptions } from '../factors/sign-in-passkey.ts'
import { transact } from '../transact.ts'
import { publicProcedure } from '../trpc.ts'
import { lockTicket } from './ticket.ts'

/**
 * What the browser is to be asked to sign in with a passkey: with a ticket one of that account, else
 * any that the person has for this host. Who asks without a ticket learns of no account.
 */
export const passkeyOptions = publicProcedure
  .input(z.strictObject({ ticket: z.string().max(200).optional() }).prefault({}))
  .output(
    z.strictObject({
      challengeId: ChallengeId,
      options: z.custom<PublicKeyCredentialRequestOptionsJSON>(),
    }),
  )
  .mutation(async ({ ctx: { services }, input: { ticket: text } }) => {
    const party = await relyingParty(services)
    const now = services.clock()
    return transact(services, async (_, tx) => {
      const ticket = text === undefined ? null : await lockTicket(tx, services.keys, text, now)
      const held = ticket ? await heldCredentials(tx, ticket.userId) : []
      const options = await authenticationOptions(party, held)
      const asked = {
        purpose: 'passkey-sign-in',
        userId: ticket?.userId ?? null,
        challenge: options.challenge,
      } as const
      const { id } = await openChallenge(tx, asked, now)
      return { challengeId: id, options }
    })
  })
