import { User } from '@holdfast/domain'
import { readUser } from '../auth/signed-in.ts'
import { authedProcedure } from '../trpc.ts'

/** The caller's own account. */
export const me = authedProcedure
  .output(User)
  .query(({ ctx: { services, caller } }) =>
    services.db.read((reader) => readUser(reader, caller.userId)),
  )
