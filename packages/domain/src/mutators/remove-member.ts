import { z } from 'zod'
import { requireMember, requireOnProject } from '../access/access.ts'
import { activityOf } from '../activity/activity.ts'
import { AppError } from '../errors.ts'
import { ProjectId, UserId } from '../ids.ts'
import { memberId } from '../projects/member.ts'
import { rowKey } from '../rows.ts'
import { defineMutator, nothing } from './mutator.ts'
import { requireProject } from './project-change.ts'
import { changeTask } from './task-change.ts'

/**
 * Removes a member, or lets one leave, and takes their tasks of the project off them in the same
 * transaction. The project's owner stays.
 */
export const removeMember = defineMutator({
  name: 'remove-member',
  version: 1,
  args: z.strictObject({ projectId: ProjectId, userId: UserId }),

  reads({ projectId, userId }, { actor }, rows) {
    return {
      keys: [
        rowKey('member', memberId(projectId, userId)),
        ...rows.assignedIn(projectId, userId).map((id) => rowKey('task', id)),
      ],
      looksAt: [rowKey('project', projectId), rowKey('member', memberId(projectId, actor))],
      questions: [{ ask: 'assigned-in', projectId, userId }],
    }
  },

  apply(rows, { projectId, userId }, context) {
    const project = requireProject(rows, projectId)
    const member = rows.member(projectId, userId)
    if (userId === context.actor && member?.left) return nothing
    if (userId === context.actor) requireMember(rows, projectId, userId)
    else requireOnProject(rows, projectId, context.actor, 'manageMembers')
    if (project.ownerId === userId)
      throw new AppError('last-owner', 'The owner of a project cannot be removed from it.')
    if (!member) throw new AppError('member-not-found', 'That person is not a member.')
    if (member.left) return nothing
    const unassigned = rows
      .assignedIn(projectId, userId)
      .flatMap((id) => rows.task(id) ?? [])
      .filter((task) => task.projectId === projectId && task.assignedTo === userId)
      .map((task) => changeTask(task, { assignedTo: null }, 'unassigned', context))
    return {
      patches: [
        ...unassigned.flatMap((effect) => effect.patches),
        { op: 'update', kind: 'member', id: member.id, set: { left: true } },
      ],
      activity: [
        ...unassigned.flatMap((effect) => effect.activity),
        activityOf('project', projectId, 'member-removed', { member: userId }, { member: null }),
      ],
      conflicts: [],
    }
  },
})
