import { z } from 'zod'
import { activityOf } from '../activity/activity.ts'
import { AppError } from '../errors.ts'
import { ProjectId } from '../ids.ts'
import { memberId } from '../projects/member.ts'
import { type Project, ProjectDescription, ProjectName } from '../projects/project.ts'
import { rowKey } from '../rows.ts'
import { displayName } from '../users/user.ts'
import { defineMutator, nothing } from './mutator.ts'

/** Whoever creates a project owns it. The id is the idempotency key. */
export const createProject = defineMutator({
  name: 'create-project',
  version: 1,
  args: z.strictObject({
    id: ProjectId,
    name: ProjectName,
    description: ProjectDescription.nullable().default(null),
  }),

  reads: ({ id }, { actor }) => ({
    keys: [rowKey('project', id), rowKey('member', memberId(id, actor))],
    looksAt: [rowKey('user', actor)],
  }),

  apply(rows, { id, name, description }, { actor, now }) {
    const existing = rows.project(id)
    if (existing?.ownerId === actor) return nothing
    if (existing) throw new AppError('id-taken', 'This project’s id is in use already.')
    const project: Omit<Project, 'version'> = {
      id,
      name,
      description,
      status: 'active',
      ownerId: actor,
      createdAt: now,
      updatedAt: now,
    }
    const profile = rows.user(actor)?.profile
    return {
      patches: [
        { op: 'insert', kind: 'project', row: project },
        {
          op: 'insert',
          kind: 'member',
          row: {
            id: memberId(id, actor),
            projectId: id,
            userId: actor,
            role: 'owner',
            displayName: profile ? displayName(profile) : '',
            avatar: profile?.avatar ?? null,
            left: false,
          },
        },
      ],
      activity: [activityOf('project', id, 'created', {}, { ...project })],
      conflicts: [],
    }
  },
})
