import { Member, ProjectId, ProjectRole, UserId } from '@holdfast/domain'
import { z } from 'zod'
import { intend, mutate } from '../mutations/mutate.ts'
import { authedProcedure } from '../trpc.ts'
import { readMember } from './read-project.ts'

/** Says what a member may do from now on; what they have done stays. */
export const setMemberRole = authedProcedure
  .input(z.strictObject({ projectId: ProjectId, userId: UserId, role: ProjectRole }))
  .output(Member)
  .mutation(({ ctx: { services, caller }, input }) =>
    mutate(
      services,
      caller.userId,
      () => [intend('set-member-role', input)],
      (tx) => readMember(tx, input.projectId, input.userId),
    ),
  )
