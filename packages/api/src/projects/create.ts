import { mutators, ProjectId } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import { intend, mutate } from '../mutations/mutate.ts'
import { authedProcedure } from '../trpc.ts'
import { ProjectWithMembers, readVisibleProject } from './read-project.ts'

/** The id is the idempotency key: sending a project again gives the one that is there. */
export const createProject = authedProcedure
  .input(mutators['create-project'].args.partial({ id: true }))
  .output(ProjectWithMembers)
  .mutation(({ ctx: { services, caller }, input }) => {
    const id = input.id ?? ProjectId.parse(uuidv7())
    return mutate(
      services,
      caller.userId,
      () => [intend('create-project', { ...input, id })],
      (tx) => readVisibleProject(tx, id, caller.userId),
    )
  })
