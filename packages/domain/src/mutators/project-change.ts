import { type ActivityAction, activityOf } from '../activity/activity.ts'
import type { Noticed } from '../conflicts/noticed.ts'
import { AppError } from '../errors.ts'
import type { ProjectId, UserId } from '../ids.ts'
import { memberId } from '../projects/member.ts'
import type { Project } from '../projects/project.ts'
import { type Reads, type Rows, rowKey } from '../rows.ts'
import { type Effect, type MutationContext, nothing } from './mutator.ts'

export const readProject = (id: ProjectId, actor: UserId): Reads => ({
  keys: [rowKey('project', id)],
  looksAt: [rowKey('member', memberId(id, actor))],
})

/** @throws AppError `project-not-found` */
export const requireProject = (rows: Rows, id: ProjectId): Project => {
  const project = rows.project(id)
  if (!project) throw new AppError('project-not-found', 'There is no such project.')
  return project
}

/** Sets fields of one project, naming in the activity only those that truly change. */
export const changeProject = (
  project: Project,
  set: Partial<Omit<Project, 'id' | 'version'>>,
  action: ActivityAction,
  context: MutationContext,
  conflicts: Noticed[] = [],
): Effect => {
  const activity = activityOf('project', project.id, action, project, set)
  if (Object.keys(activity.after).length === 0) return nothing
  return {
    patches: [
      { op: 'update', kind: 'project', id: project.id, set: { ...set, updatedAt: context.now } },
    ],
    activity: [activity],
    conflicts,
  }
}
