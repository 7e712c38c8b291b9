import { UserId } from '@holdfast/domain'
import { z } from 'zod'
import { ListedSessions, sessionsOf } from '../../sessions/list.ts'
import { adminProcedure } from '../../trpc.ts'

/** Where somebody is signed in, the session that was used last first. */
export const listSessionsOf = adminProcedure
  .input(z.strictObject({ userId: UserId }))
  .output(ListedSessions)
  .query(({ ctx: { services, caller }, input: { userId } }) => sessionsOf(services, userId, caller))
