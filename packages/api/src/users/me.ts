import { User, userBucket } from '@holdfast/domain'
import { readUser } from '../auth/signed-in.ts'
import { cacheKeys, headStampOf } from '../cache/keys.ts'
import { authedProcedure } from '../trpc.ts'

/** The caller's own account. */
export const me = authedProcedure.output(User).query(({ ctx: { services, caller }, signal }) => {
  const { userId } = caller
  const stamps = [headStampOf(userBucket(userId))]
  return services.cached.read(
    { key: cacheKeys.profile(userId), level: 'l1', schema: User, stamps },
    () => services.db.read((reader) => readUser(reader, userId)),
    signal,
  )
})
