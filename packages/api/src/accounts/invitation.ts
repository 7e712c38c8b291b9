import { Email } from '@holdfast/domain'
import { z } from 'zod'
import { publicProcedure } from '../trpc.ts'
import { findInvitation } from './invitations.ts'
import { LinkToken } from './link-token.ts'

/**
 * Whom an invitation is for and from. It changes nothing, and is a mutation all the same: the token of
 * a query would stand in an address, and so in logs.
 */
export const invitation = publicProcedure
  .input(z.strictObject({ token: LinkToken }))
  .output(z.strictObject({ email: Email, invitedBy: z.string().nullable() }))
  .mutation(async ({ ctx: { services }, input: { token } }) => {
    const { email, invitedBy } = await services.db.read((reader) =>
      findInvitation(reader, token, services.clock()),
    )
    return { email, invitedBy: invitedBy || null }
  })
