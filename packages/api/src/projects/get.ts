import {
  abilitiesOnProject,
  type ProjectAbilities,
  ProjectId,
  projectBucket,
} from '@holdfast/domain'
import { z } from 'zod'
import { cacheKeys, headStampOf } from '../cache/keys.ts'
import { authedProcedure } from '../trpc.ts'
import { noSuchProject, ProjectWithMembers, ProjectWithRoles, readRoles } from './read-project.ts'

const Abilities = z.strictObject({
  edit: z.boolean(),
  close: z.boolean(),
  add: z.boolean(),
  manageMembers: z.boolean(),
  leave: z.boolean(),
}) satisfies z.ZodType<ProjectAbilities>

/** A project, with what the caller may do with it. */
export const getProject = authedProcedure
  .input(z.strictObject({ id: ProjectId }))
  .output(z.strictObject({ ...ProjectWithMembers.shape, abilities: Abilities }))
  .query(async ({ ctx: { services, caller }, input: { id }, signal }) => {
    const stamps = [headStampOf(projectBucket(id))]
    const { project, members } = await services.cached.read(
      { key: cacheKeys.members(id), level: 'l1', schema: ProjectWithRoles, stamps },
      () => services.db.readSnapshot((reader) => readRoles(reader, id)),
      signal,
    )
    const mine = members.find(({ userId }) => userId === caller.userId)
    if (!mine) throw noSuchProject()
    const memberIds = members.map(({ userId }) => userId)
    const abilities = abilitiesOnProject(project, caller.userId, mine.role)
    return { ...project, memberIds, abilities }
  })
