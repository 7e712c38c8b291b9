import type { StoreTx, Transaction } from '@holdfast/db'
import { isoDate, UserId, type UserStatus } from '@holdfast/domain'
import type { Consumer } from '@holdfast/infra'
import { uuidv7 } from 'uuidv7'
import { WaitingRegistration } from '../accounts/account-requests.ts'
import { decideFirst } from '../accounts/activate.ts'
import { dropPending, insertAccount } from '../accounts/insert-account.ts'
import { LINK_LIFE, linkHash } from '../accounts/links.ts'
import { addVerification } from '../accounts/verifications.ts'
import type { Services } from '../context.ts'
import { transact } from '../transact.ts'

type Parts = Pick<Services, 'db' | 'cached' | 'pokes' | 'keys' | 'accounts' | 'clock'>

interface Waiting extends Record<string, unknown> {
  kind: 'registration' | 'password-reset'
  email: string
  registration: unknown
}

interface Holder extends Record<string, unknown> {
  id: UserId
  status: UserStatus
}

/**
 * Works off what was asked about an address, now that nobody waits for it: who it belongs to is looked
 * up here. What follows and the request's end are one transaction, so a request has its effect once.
 */
export const accountRequests = (services: Parts): Consumer => ({
  name: 'account-requests',
  topics: ['account-request.created'],
  async handle({ entityId }) {
    await transact(services, async (store, tx) => {
      // First: of two requests for one address the second sees what became of the first.
      const first = await decideFirst(tx)
      const [request] = await tx.rows<Waiting>({
        name: 'take-account-request',
        text: `DELETE FROM auth.account_requests WHERE id = $1
               RETURNING kind, email, registration`,
        values: [entityId],
      })
      if (!request) return
      const holder = await findHolder(tx, request.email)
      if (request.kind === 'registration')
        await registerPending(store, tx, services, { first, request, holder })
      else if (holder) await prepareReset(store, tx, services, holder)
    })
  },
})

const findHolder = async (tx: Transaction, email: string): Promise<Holder | undefined> => {
  const [holder] = await tx.rows<Holder>({
    name: 'holder-of-address',
    text: `SELECT id, status FROM users.users
           WHERE lower(email) = lower($1) AND status <> 'deleted' FOR UPDATE`,
    values: [email],
  })
  return holder
}

/**
 * Makes an account that waits for its address to be confirmed. One that already waits gives way, with
 * its password, name and links: nobody keeps an address by asking first. Nor by asking last: whoever
 * asked before expects a mail and would follow it, so what is mailed then has the person with the
 * mailbox set the password. Who has an account in use is told by mail that they have.
 */
const registerPending = async (
  store: StoreTx,
  tx: Transaction,
  { keys, accounts, clock }: Parts,
  { first, request, holder }: { first: boolean; request: Waiting; holder: Holder | undefined },
): Promise<void> => {
  const now = clock()
  if (holder && holder.status !== 'inactive') {
    const again = { entity: 'user', entityId: holder.id, action: 'registered-again' } as const
    return store.audit(null, [{ ...again, before: {}, after: {} }], isoDate(now))
  }
  if (!first && accounts.registration !== 'open') return
  const { person, passwordHash } = WaitingRegistration.parse(request.registration)
  await dropPending(tx, person.email)
  const id = UserId.parse(uuidv7())
  const pending = { status: 'inactive', emailVerified: false, admin: false } as const
  await insertAccount(tx, { id, person, passwordHash, ...pending }, now)
  const after = holder
    ? { reset: await addReset(tx, keys, id, now) }
    : { verification: await addVerification(tx, keys, { userId: id, email: person.email }, now) }
  const created = { entity: 'user', entityId: id, action: 'created' } as const
  await store.audit(id, [{ ...created, before: {}, after }], isoDate(now))
}

const prepareReset = async (
  store: StoreTx,
  tx: Transaction,
  { keys, clock }: Parts,
  { id: userId, status }: Holder,
): Promise<void> => {
  if (status === 'suspended') return
  const now = clock()
  const reset = await addReset(tx, keys, userId, now)
  const asked = { entity: 'user', entityId: userId, action: 'password-reset-asked' } as const
  await store.audit(null, [{ ...asked, before: {}, after: { reset } }], isoDate(now))
}

/** Makes a link row by which a person sets a password. @returns its id */
const addReset = async (
  tx: Transaction,
  keys: Parts['keys'],
  userId: UserId,
  now: Date,
): Promise<string> => {
  const id = uuidv7()
  await tx.rows({
    name: 'insert-password-reset',
    text: `INSERT INTO auth.password_resets (id, user_id, token_hash, expires_at, created_at)
           VALUES ($1, $2, $3, $4, $5)`,
    values: [
      id,
      userId,
      linkHash(keys, 'password-reset', id),
      new Date(now.getTime() + LINK_LIFE['password-reset']),
      now,
    ],
  })
  return id
}
