import { User, userBucket } from '@holdfast/domain'
import { z } from 'zod'
import { readUser } from '../auth/signed-in.ts'
import { cacheKeys, headStampOf } from '../cache/keys.ts'
import { authedProcedure } from '../trpc.ts'

/** The caller's own account, and whether they look after those of others. */
export const me = authedProcedure
  .output(User.extend({ admin: z.boolean() }))
  .query(async ({ ctx: { services, caller }, signal }) => {
    const { userId, admin } = caller
    const stamps = [headStampOf(userBucket(userId))]
    const user = await services.cached.read(
      { key: cacheKeys.profile(userId), level: 'l1', schema: User, stamps },
      () => services.db.read((reader) => readUser(reader, userId)),
      signal,
    )
    return { ...user, admin }
  })
