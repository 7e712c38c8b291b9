import { schema, sqlState, type Transaction } from '@holdfast/db'
import {
  AppError,
  ClientKind,
  defaultPreferences,
  Email,
  isoDate,
  Password,
  UserId,
  UserProfile,
} from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { transact } from '../transact.ts'
import { publicProcedure } from '../trpc.ts'
import { requireSameOrigin } from './refresh-cookie.ts'
import { openSession } from './sessions.ts'
import { readUser, SignedIn, signedIn } from './signed-in.ts'

const Registration = z.strictObject({
  email: Email,
  password: Password,
  firstName: UserProfile.shape.firstName,
  lastName: UserProfile.shape.lastName.default(''),
  client: ClientKind.default('web'),
  timezone: UserProfile.shape.timezone.default('UTC'),
  language: UserProfile.shape.language.default('en'),
})
type Registration = z.infer<typeof Registration>

const { userPreferences, userProfiles, users } = schema

/** @throws AppError `email-taken`, in whatever case the address is written */
const insertUser = async (
  tx: Transaction,
  id: UserId,
  { email, firstName, lastName, timezone, language }: Registration,
  passwordHash: string,
  now: Date,
): Promise<void> => {
  const at = { createdAt: isoDate(now), updatedAt: isoDate(now) }
  try {
    await tx.db.insert(users).values({ id, email, passwordHash, ...at })
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error
    throw new AppError('email-taken', 'There is an account with this e-mail address. Sign in.')
  }
  await tx.db
    .insert(userProfiles)
    .values({ userId: id, firstName, lastName, timezone, language, ...at })
  await tx.db.insert(userPreferences).values({ userId: id, ...defaultPreferences, ...at })
}

const UNIQUE_VIOLATION = '23505'

/** Makes an account and signs its person in, in one transaction. */
export const register = publicProcedure
  .input(Registration)
  .output(SignedIn)
  .mutation(async ({ ctx, input }) => {
    if (input.client === 'web') requireSameOrigin(ctx)
    const { keys, passwords, clock } = ctx.services
    const { ip, userAgent } = ctx.request
    const passwordHash = await passwords.hash(input.password)
    const userId = UserId.parse(uuidv7())
    const now = clock()
    const { user, session } = await transact(ctx.services, async (store, tx) => {
      await insertUser(tx, userId, input, passwordHash, now)
      const opening = { userId, client: input.client, ip, userAgent }
      const session = await openSession(tx, keys, opening, now)
      const about = { entity: 'user', entityId: userId, before: {} } as const
      await store.audit(
        userId,
        [
          { ...about, action: 'created', after: {} },
          { ...about, action: 'signed-in', after: { client: input.client } },
        ],
        isoDate(now),
      )
      return { user: await readUser(tx, userId), session }
    })
    return signedIn(ctx, user, session)
  })
