import type { StoreTx, Transaction } from '@holdfast/db'
import {
  type Activity,
  AppError,
  ClientKind,
  isoDate,
  Password,
  type User,
  UserId,
} from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { noteRequest } from '../accounts/account-requests.ts'
import { decideFirst, registrationClosed } from '../accounts/activate.ts'
import { isFirstAccount } from '../accounts/first-account.ts'
import { dropPending, insertAccount, NewPerson } from '../accounts/insert-account.ts'
import { acceptInvitation, findInvitation, type Invitation } from '../accounts/invitations.ts'
import { LinkToken } from '../accounts/link-token.ts'
import { requireStrongPassword } from '../accounts/password-policy.ts'
import type { Context } from '../context.ts'
import { networkOf } from '../limits/address.ts'
import { transact } from '../transact.ts'
import { publicProcedure } from '../trpc.ts'
import { requireSameOrigin } from './refresh-cookie.ts'
import { type OpenSession, openSession } from './sessions.ts'
import { readUser, SignedIn, signedIn } from './signed-in.ts'

const Registration = NewPerson.extend({
  password: Password,
  client: ClientKind.default('web'),
  invitation: LinkToken.optional(),
})
type Registration = z.infer<typeof Registration>

/** What was asked goes on by mail. Whether the address has an account, nobody is told. */
export const CheckMail = z.strictObject({ status: z.literal('check-mail') })

/**
 * Makes an account and signs its person in, in one transaction. Where mails reach people the address
 * has to be confirmed first: an unknown and a known one are answered alike, after the same work.
 */
export const register = publicProcedure
  .input(Registration)
  .output(z.union([SignedIn, CheckMail]))
  .mutation(async ({ ctx, input }) => {
    if (input.client === 'web') requireSameOrigin(ctx)
    const { services } = ctx
    await requireStrongPassword(input.password, input)
    const invitation = await requireAdmitted(ctx, input)
    const passwordHash = await services.passwords.hash(input.password, networkOf(ctx.request.ip))
    const { password: _, client, invitation: __, ...person } = input
    if (!services.accounts.mail || invitation) {
      const making = { person, passwordHash, client, invitation }
      const { user, session } = await transact(services, (store, tx) =>
        makeAccount(store, tx, ctx, making),
      )
      return signedIn(ctx, user, session)
    }
    const registration = { person, passwordHash }
    await transact(services, (store, tx) =>
      noteRequest(
        store,
        tx,
        { kind: 'registration', email: person.email, registration },
        services.clock(),
      ),
    )
    return { status: 'check-mail' as const }
  })

/**
 * Who may make an account here, by the mode and by their invitation.
 * @throws AppError `registration-closed`, `link-used-up`, or `bad-input` for another's invitation
 */
const requireAdmitted = async (
  { services }: Context,
  { email, invitation: token }: Registration,
): Promise<Invitation | null> => {
  const { registration } = services.accounts
  return services.db.read(async (reader) => {
    if (token === undefined) {
      if (registration !== 'open' && !(await isFirstAccount(reader))) throw registrationClosed()
      return null
    }
    if (registration === 'closed') throw registrationClosed()
    const invitation = await findInvitation(reader, token, services.clock())
    if (invitation.email.toLowerCase() !== email.toLowerCase())
      throw new AppError('bad-input', `This invitation is for ${invitation.email}.`)
    return invitation
  })
}

interface Making {
  person: NewPerson
  passwordHash: string
  client: ClientKind
  invitation: Invitation | null
}

const makeAccount = async (
  store: StoreTx,
  tx: Transaction,
  { services, request: { ip, userAgent } }: Context,
  { person, passwordHash, client, invitation }: Making,
): Promise<{ user: User; session: OpenSession }> => {
  const now = services.clock()
  const id = UserId.parse(uuidv7())
  const admin = await decideFirst(tx)
  if (!admin && !invitation && services.accounts.registration !== 'open') throw registrationClosed()
  await dropPending(tx, person.email)
  const emailVerified = invitation !== null
  await insertAccount(tx, { id, person, passwordHash, status: 'active', emailVerified, admin }, now)
  if (invitation) await acceptInvitation(store, tx, { id: invitation.id, userId: id }, now)
  const session = await openSession(tx, services.keys, { userId: id, client, ip, userAgent }, now)
  const about = { entity: 'user', entityId: id, before: {} } as const
  const entries: Activity[] = [
    { ...about, action: 'created', after: {} },
    { ...about, action: 'signed-in', after: { client } },
  ]
  await store.audit(id, entries, isoDate(now))
  return { user: await readUser(tx, id), session }
}
