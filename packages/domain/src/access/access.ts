import { AppError } from '../errors.ts'
import type { ProjectId, UserId } from '../ids.ts'
import type { ProjectRole } from '../projects/member.ts'
import type { Project } from '../projects/project.ts'
import type { Rows } from '../rows.ts'
import type { Task } from '../tasks/task.ts'

const rank: Record<ProjectRole, number> = { viewer: 0, editor: 1, owner: 2 }

/** What a person may do in a project; null where they are not (or no longer) in it. */
export const roleIn = (rows: Rows, projectId: ProjectId, userId: UserId): ProjectRole | null => {
  const member = rows.member(projectId, userId)
  return member && !member.left ? member.role : null
}

/** @throws AppError `project-not-found` for a stranger, `forbidden` for a lesser role */
export const requireRole = (
  rows: Rows,
  projectId: ProjectId,
  actor: UserId,
  least: ProjectRole,
): void => {
  const role = roleIn(rows, projectId, actor)
  if (role === null) {
    if (!rows.complete) return
    throw new AppError('project-not-found', 'There is no such project.')
  }
  if (rank[role] < rank[least])
    throw new AppError(
      'forbidden',
      `Only ${least === 'owner' ? 'an owner' : 'an editor'} can do that.`,
    )
}

/** The one rule of visibility for a task: its project's members, or its creator and assignee. */
export const canSeeTask = (rows: Rows, task: Task, actor: UserId): boolean =>
  task.projectId === null
    ? task.createdBy === actor || task.assignedTo === actor
    : roleIn(rows, task.projectId, actor) !== null

/** @throws AppError `task-not-found` for a stranger, `forbidden` for a viewer */
export const requireTaskEditor = (rows: Rows, task: Task, actor: UserId): void => {
  if (!canSeeTask(rows, task, actor) && rows.complete)
    throw new AppError('task-not-found', 'There is no such task.')
  if (task.projectId !== null) requireRole(rows, task.projectId, actor, 'editor')
}

/** A task without a project is its creator's: the assignee may work on it but not throw it away. */
export const requireTaskOwner = (rows: Rows, task: Task, actor: UserId): void => {
  requireTaskEditor(rows, task, actor)
  if (task.projectId === null && task.createdBy !== actor)
    throw new AppError('forbidden', 'Only the person who created this task can do that.')
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
