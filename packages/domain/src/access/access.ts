import { type Bucket, bucketsOf, projectBucket, userBucket } from '../buckets.ts'
import { AppError } from '../errors.ts'
import type { ProjectId, UserId } from '../ids.ts'
import type { Member, ProjectRole } from '../projects/member.ts'
import type { Project } from '../projects/project.ts'
import type { Row, Rows } from '../rows.ts'
import type { Task } from '../tasks/task.ts'
import {
  type ProjectDeeds,
  projectDeeds,
  standingOn,
  type TaskAbilities,
  taskDeeds,
} from './abilities.ts'
import { Refusal } from './refusal.ts'

/** What a person may see, told by the memberships there are. The record's own is `granted_buckets`. */
export const bucketsOfPerson = (userId: UserId, members: readonly Member[]): Bucket[] => [
  userBucket(userId),
  ...members.flatMap((member) =>
    member.userId === userId && !member.left ? [projectBucket(member.projectId)] : [],
  ),
]

/** The one rule of visibility: a row is to be seen in its buckets, by whoever has one of them. */
export const canSee = (buckets: readonly Bucket[], row: Row): boolean =>
  bucketsOf(row).some((bucket) => buckets.includes(bucket))

/** What a person is in a project; null where they are not (or no longer) in it. */
export const roleIn = (rows: Rows, projectId: ProjectId, userId: UserId): ProjectRole | null => {
  const member = rows.member(projectId, userId)
  return member && !member.left ? member.role : null
}

const leastRole = (deed: keyof ProjectDeeds): string =>
  projectDeeds.editor[deed] ? 'an editor' : 'an owner'

/** @throws AppError `project-not-found` to a stranger */
export const requireMember = (
  rows: Rows,
  projectId: ProjectId,
  actor: UserId,
): ProjectRole | null => {
  const role = roleIn(rows, projectId, actor)
  if (role === null && rows.complete)
    throw new AppError('project-not-found', 'There is no such project.')
  return role
}

/** @throws AppError `project-not-found` to a stranger, Refusal to a lesser role */
export const requireOnProject = (
  rows: Rows,
  projectId: ProjectId,
  actor: UserId,
  deed: keyof ProjectDeeds,
): void => {
  const role = requireMember(rows, projectId, actor)
  if (role === null || projectDeeds[role][deed]) return
  const refused = { entity: 'project', entityId: projectId, deed } as const
  throw new Refusal(refused, `Only ${leastRole(deed)} can do that.`)
}

const roleFor = (rows: Rows, { projectId }: Task, actor: UserId): ProjectRole | null =>
  projectId === null ? null : roleIn(rows, projectId, actor)

/** Of a task: its project's members see it, or its creator and assignee where it has none. */
export const canSeeTask = (rows: Rows, task: Task, actor: UserId): boolean =>
  standingOn(task, actor, roleFor(rows, task, actor)) !== null

/** @throws AppError `task-not-found` to whom it is not there, Refusal to who may only see it */
export const requireOnTask = (
  rows: Rows,
  task: Task,
  actor: UserId,
  deed: keyof TaskAbilities,
): void => {
  const standing = standingOn(task, actor, roleFor(rows, task, actor))
  if (standing === null) {
    if (rows.complete) throw new AppError('task-not-found', 'There is no such task.')
    return
  }
  if (taskDeeds[standing][deed]) return
  const who = task.projectId === null ? 'the person who created this task' : 'an editor'
  const refused = { entity: 'task', entityId: task.id, deed } as const
  throw new Refusal(refused, `Only ${who} can do that.`)
}

/** @throws AppError `project-archived` or `project-deleted`: work cannot be added there */
export const requireOpenProject = (rows: Rows, projectId: ProjectId): Project | undefined => {
  const project = rows.project(projectId)
  if (!project && rows.complete)
    throw new AppError('project-not-found', 'There is no such project.')
  if (project?.status === 'archived')
    throw new AppError('project-archived', `“${project.name}” is archived. Pick another project.`)
  if (project?.status === 'deleted')
    throw new AppError('project-deleted', `“${project.name}” is deleted. Pick another project.`)
  return project
}

/** Whom a task may be assigned to: a member of its project, or an acquaintance of the actor. */
export const requireAssignable = (
  rows: Rows,
  projectId: ProjectId | null,
  assignee: UserId,
  actor: UserId,
): void => {
  if (projectId === null) {
    if (!rows.acquainted(actor, assignee))
      throw new AppError(
        'not-acquainted',
        'You can assign this only to people you share a project with.',
      )
    return
  }
  if (roleIn(rows, projectId, assignee) === null && rows.complete)
    throw new AppError('assignee-not-member', 'That person is not a member of the project.')
}
