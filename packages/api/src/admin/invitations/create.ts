import type { StoreTx, Transaction } from '@holdfast/db'
import {
  type Activity,
  AppError,
  Email,
  InvitationId,
  type IsoDate,
  isoDate,
  type UserId,
} from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { decideAlone } from '../../accounts/first-account.ts'
import { LINK_LIFE, linkHash, linkToken } from '../../accounts/links.ts'
import { transact } from '../../transact.ts'
import { adminProcedure } from '../../trpc.ts'

const entryOf = (id: InvitationId, action: 'created' | 'revoked'): Activity => ({
  entity: 'invitation',
  entityId: id,
  action,
  before: {},
  after: {},
})

/**
 * Who has an account that nobody confirmed may be invited: the link proves the address.
 * @throws AppError `email-taken`
 */
const requireNewcomer = async (tx: Transaction, email: Email): Promise<void> => {
  const [found] = await tx.rows({
    name: 'account-of-email',
    text: `SELECT 1 AS yes FROM users.users
           WHERE lower(email) = lower($1) AND status IN ('active', 'suspended')`,
    values: [email],
  })
  if (found)
    throw new AppError('email-taken', 'There is an account with this e-mail address already.')
}

/** One invitation of an address is open at a time: the link of an earlier one leads nowhere. */
const revokeEarlier = async (
  store: StoreTx,
  tx: Transaction,
  email: Email,
  by: UserId,
  now: IsoDate,
): Promise<void> => {
  const earlier = await tx.rows<{ id: InvitationId }>({
    name: 'revoke-earlier-invitations',
    text: `UPDATE auth.invitations SET revoked_at = $2
           WHERE lower(email) = lower($1) AND used_at IS NULL AND revoked_at IS NULL
           RETURNING id`,
    values: [email, now],
  })
  if (earlier.length === 0) return
  await store.audit(
    by,
    earlier.map(({ id }) => entryOf(id, 'revoked')),
    now,
  )
}

/**
 * Invites an address, anew where it was invited before. The link is mailed; where this server sends
 * no mails its secret is the answer, for the admin to hand over.
 * @throws AppError `email-taken`, or `registration-closed` where nobody could accept it
 */
export const createInvitation = adminProcedure
  .input(z.strictObject({ email: Email }))
  .output(z.strictObject({ id: InvitationId, token: z.string().nullable() }))
  .mutation(async ({ ctx: { services, caller }, input: { email } }) => {
    const { keys, clock, accounts } = services
    if (accounts.registration === 'closed')
      throw new AppError('registration-closed', 'This server takes in nobody, by its settings.')
    const id = InvitationId.parse(uuidv7())
    const now = clock()
    await transact(services, async (store, tx) => {
      await decideAlone(tx)
      await requireNewcomer(tx, email)
      await revokeEarlier(store, tx, email, caller.userId, isoDate(now))
      await tx.rows({
        name: 'insert-invitation',
        text: `INSERT INTO auth.invitations
                 (id, email, token_hash, invited_by, expires_at, created_at)
               VALUES ($1, $2, $3, $4, $5, $6)`,
        values: [
          id,
          email,
          linkHash(keys, 'invitation', id),
          caller.userId,
          new Date(now.getTime() + LINK_LIFE.invitation),
          now,
        ],
      })
      await store.audit(caller.userId, [entryOf(id, 'created')], isoDate(now))
    })
    return { id, token: accounts.mail ? null : linkToken(keys, 'invitation', id) }
  })
