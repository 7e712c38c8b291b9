import type { Reader } from '@holdfast/db'
import { AppError, ClientKind, Email, isoDate, type UserId } from '@holdfast/domain'
import { z } from 'zod'
import { transact } from '../transact.ts'
import { publicProcedure } from '../trpc.ts'
import { requireSameOrigin } from './refresh-cookie.ts'
import { openSession } from './sessions.ts'
import { readUser, SignedIn, signedIn } from './signed-in.ts'

/** Whatever was accepted once is accepted here; only its length is bounded. */
const TypedPassword = z.string().normalize('NFC').min(1).max(256)

interface Credentials {
  id: UserId
  passwordHash: string
}

const findCredentials = async (reader: Reader, email: string): Promise<Credentials | null> => {
  const [found] = await reader.rows<Credentials>({
    name: 'credentials-by-email',
    text: `SELECT id, password_hash AS "passwordHash" FROM users.users
           WHERE lower(email) = lower($1) AND status = 'active'`,
    values: [email],
  })
  return found ?? null
}

/** A wrong password and an unknown address are answered alike, after the same time. */
export const login = publicProcedure
  .input(
    z.strictObject({ email: Email, password: TypedPassword, client: ClientKind.default('web') }),
  )
  .output(SignedIn)
  .mutation(async ({ ctx, input: { email, password, client } }) => {
    if (client === 'web') requireSameOrigin(ctx)
    const { db, keys, passwords, clock } = ctx.services
    const { ip, userAgent } = ctx.request
    const credentials = await db.read((reader) => findCredentials(reader, email))
    const right = await passwords.verify(credentials?.passwordHash ?? null, password)
    if (!credentials || !right)
      throw new AppError('wrong-credentials', 'The e-mail address or the password is wrong.')
    const userId = credentials.id
    const now = clock()
    const { user, session } = await transact(ctx.services, async (store, tx) => {
      const session = await openSession(tx, keys, { userId, client, ip, userAgent }, now)
      await store.audit(
        userId,
        [{ entity: 'user', entityId: userId, action: 'signed-in', before: {}, after: { client } }],
        isoDate(now),
      )
      return { user: await readUser(tx, userId), session }
    })
    return signedIn(ctx, user, session)
  })
