import { ProjectId } from '@holdfast/domain'
import { z } from 'zod'
import { authedProcedure } from '../trpc.ts'
import { ProjectWithMembers, readVisibleProject } from './read-project.ts'

export const getProject = authedProcedure
  .input(z.strictObject({ id: ProjectId }))
  .output(ProjectWithMembers)
  .query(({ ctx: { services, caller }, input: { id } }) =>
    services.db.readSnapshot((reader) => readVisibleProject(reader, id, caller.userId)),
  )
