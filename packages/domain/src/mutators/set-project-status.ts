import { z } from 'zod'
import { requireOnProject } from '../access/access.ts'
import type { ActivityAction } from '../activity/activity.ts'
import { noticeOverruled } from '../conflicts/noticed.ts'
import { ProjectId } from '../ids.ts'
import { ProjectStatus } from '../projects/project.ts'
import { fieldEdit } from './field-edit.ts'
import { defineMutator } from './mutator.ts'
import { changeProject, readProject, requireProject } from './project-change.ts'

const actions: Record<ProjectStatus, ActivityAction> = {
  active: 'reactivated',
  archived: 'archived',
  deleted: 'deleted',
}

/** Archives, deletes or brings back a project. It writes one row: its tasks stay as they are. */
export const setProjectStatus = defineMutator({
  name: 'set-project-status',
  version: 1,
  args: z.strictObject({ id: ProjectId, status: fieldEdit(ProjectStatus) }),
  reads: ({ id }, { actor }) => readProject(id, actor),

  apply(rows, { id, status }, context) {
    const project = requireProject(rows, id)
    requireOnProject(rows, id, context.actor, 'close')
    const of = { entity: 'project', entityId: id } as const
    return changeProject(
      project,
      { status: status.value },
      actions[status.value],
      context,
      noticeOverruled(of, project, { status }),
    )
  },
})
