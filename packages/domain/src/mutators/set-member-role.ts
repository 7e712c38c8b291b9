import { z } from 'zod'
import { requireOnProject } from '../access/access.ts'
import { AppError } from '../errors.ts'
import { ProjectId, UserId } from '../ids.ts'
import { memberId, ProjectRole } from '../projects/member.ts'
import { rowKey } from '../rows.ts'
import { defineMutator, nothing } from './mutator.ts'
import { requireProject } from './project-change.ts'

/** Says what a member may do from now on. The project’s owner stays one. */
export const setMemberRole = defineMutator({
  name: 'set-member-role',
  version: 1,
  args: z.strictObject({ projectId: ProjectId, userId: UserId, role: ProjectRole }),

  reads: ({ projectId, userId }, { actor }) => ({
    keys: [rowKey('member', memberId(projectId, userId))],
    looksAt: [rowKey('project', projectId), rowKey('member', memberId(projectId, actor))],
  }),

  apply(rows, { projectId, userId, role }, { actor }) {
    const project = requireProject(rows, projectId)
    const member = rows.member(projectId, userId)
    const isSo = member !== undefined && !member.left && member.role === role
    // Who has made themselves less may do so no more, and is told the same when they ask again.
    if (isSo && userId === actor) return nothing
    requireOnProject(rows, projectId, actor, 'manageMembers')
    if (!member || member.left)
      throw new AppError('member-not-found', 'That person is not a member.')
    if (isSo) return nothing
    if (project.ownerId === userId)
      throw new AppError('last-owner', 'The owner of a project stays its owner.')
    return {
      patches: [{ op: 'update', kind: 'member', id: member.id, set: { role } }],
      activity: [
        {
          entity: 'project',
          entityId: projectId,
          action: 'member-role-changed',
          before: { member: userId, role: member.role },
          after: { member: userId, role },
        },
      ],
      conflicts: [],
    }
  },
})
