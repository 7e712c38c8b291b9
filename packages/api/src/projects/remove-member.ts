import { Member, ProjectId, UserId } from '@holdfast/domain'
import { z } from 'zod'
import { intend, mutate } from '../mutations/mutate.ts'
import { authedProcedure } from '../trpc.ts'
import { readMember } from './read-project.ts'

/** Takes a person out of a project, or lets one leave; their tasks there are nobody's from then on. */
export const removeMember = authedProcedure
  .input(z.strictObject({ projectId: ProjectId, userId: UserId }))
  .output(Member)
  .mutation(({ ctx: { services, caller }, input: { projectId, userId } }) =>
    mutate(
      services,
      caller.userId,
      () => [intend('remove-member', { projectId, userId })],
      (tx) => readMember(tx, projectId, userId),
    ),
  )
