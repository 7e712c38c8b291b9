import { z } from 'zod'
import { requireOnProject } from '../access/access.ts'
import { editDescription, noticeOverruled } from '../conflicts/noticed.ts'
import { ProjectId } from '../ids.ts'
import { MAX_PROJECT_DESCRIPTION, ProjectDescription, ProjectName } from '../projects/project.ts'
import { fieldEdit } from './field-edit.ts'
import { defineMutator } from './mutator.ts'
import { changeProject, readProject, requireProject } from './project-change.ts'

const Args = z
  .strictObject({
    id: ProjectId,
    name: fieldEdit(ProjectName).optional(),
    description: fieldEdit(ProjectDescription.nullable()).optional(),
  })
  .refine(({ id: _, ...edits }) => Object.keys(edits).length > 0, 'names no field to edit')

export const editProject = defineMutator({
  name: 'edit-project',
  version: 1,
  args: Args,
  reads: ({ id }, { actor }) => readProject(id, actor),

  apply(rows, { id, name, description }, context) {
    const project = requireProject(rows, id)
    requireOnProject(rows, id, context.actor, 'edit')
    const of = { entity: 'project', entityId: id } as const
    const text =
      description && editDescription(of, project.description, description, MAX_PROJECT_DESCRIPTION)
    return changeProject(
      project,
      { ...(name && { name: name.value }), ...(text && { description: text.value }) },
      'edited',
      context,
      [...(text?.conflicts ?? []), ...noticeOverruled(of, project, { name })],
    )
  },
})
