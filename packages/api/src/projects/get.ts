import { ProjectId, projectBucket } from '@holdfast/domain'
import { z } from 'zod'
import { cacheKeys, headStampOf } from '../cache/keys.ts'
import { authedProcedure } from '../trpc.ts'
import { ProjectWithMembers, readProject, requireMember } from './read-project.ts'

export const getProject = authedProcedure
  .input(z.strictObject({ id: ProjectId }))
  .output(ProjectWithMembers)
  .query(async ({ ctx: { services, caller }, input: { id }, signal }) => {
    const stamps = [headStampOf(projectBucket(id))]
    const project = await services.cached.read(
      { key: cacheKeys.members(id), level: 'l1', schema: ProjectWithMembers, stamps },
      () => services.db.readSnapshot((reader) => readProject(reader, id)),
      signal,
    )
    return requireMember(project, caller.userId)
  })
