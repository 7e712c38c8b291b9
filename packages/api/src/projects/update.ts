import {
  type Project,
  ProjectDescription,
  ProjectId,
  ProjectName,
  ProjectStatus,
} from '@holdfast/domain'
import { z } from 'zod'
import { type Intent, intend, mutate } from '../mutations/mutate.ts'
import { authedProcedure } from '../trpc.ts'
import { ProjectWithMembers, readProject } from './read-project.ts'

const Fields = z.strictObject({
  name: ProjectName,
  description: ProjectDescription.nullable(),
  status: ProjectStatus,
})

const Update = Fields.partial()
  .extend({
    id: ProjectId,
    /** The values that the caller saw; those of the record where it does not say. */
    base: Fields.partial().optional(),
  })
  .refine(
    ({ id: _id, base: _base, ...edits }) => Object.values(edits).some((edit) => edit !== undefined),
    'names no field to change',
  )
type Update = z.infer<typeof Update>

/** What is to be done, given the project as it is; unknown while it has not been read. */
const planUpdate = (input: Update, project: Project | undefined): Intent[] => {
  const { id, name, description, status } = input
  const seen = { ...project, ...input.base }
  const edit = <T>(value: T | undefined, base: T | undefined) =>
    value === undefined ? undefined : { value, base: base === undefined ? value : base }
  const edits = { name: edit(name, seen.name), description: edit(description, seen.description) }
  return [
    ...(edits.name || edits.description ? [intend('edit-project', { id, ...edits })] : []),
    ...(status
      ? [
          intend('set-project-status', {
            id,
            status: { value: status, base: seen.status ?? status },
          }),
        ]
      : []),
  ]
}

/** Changes name, description or status (archived, deleted, active again), all of it or nothing. */
export const updateProject = authedProcedure
  .input(Update)
  .output(ProjectWithMembers)
  .mutation(({ ctx: { services, caller }, input }) =>
    mutate(
      services,
      caller.userId,
      (rows) => planUpdate(input, rows.project(input.id)),
      (tx) => readProject(tx, input.id),
    ),
  )
