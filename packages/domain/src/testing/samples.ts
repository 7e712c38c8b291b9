import type { Conflict } from '../conflicts/conflict.ts'
import { ConflictId, ProjectId, TaskId, UserId } from '../ids.ts'
import type { IsoDate } from '../iso-date.ts'
import type { MutationContext } from '../mutators/mutator.ts'
import { type Member, memberId, type ProjectRole } from '../projects/member.ts'
import type { Project } from '../projects/project.ts'
import type { Row } from '../rows.ts'
import { initialOrderKey } from '../tasks/order-key.ts'
import type { Task } from '../tasks/task.ts'
import { defaultPreferences, type User } from '../users/user.ts'

const uuid = (n: number): string => `01890000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

export const userId = (n: number): UserId => UserId.parse(uuid(n))
export const projectId = (n: number): ProjectId => ProjectId.parse(uuid(0x1000 + n))
export const taskId = (n: number): TaskId => TaskId.parse(uuid(0x2000 + n))

export const conflictId = (n: number): ConflictId => ConflictId.parse(uuid(0x3000 + n))

export const ann = userId(1)
export const bob = userId(2)
export const eve = userId(3)
export const garden = projectId(1)
export const kitchen = projectId(2)

export const created = '2026-11-01T09:00:00.000Z' as IsoDate
export const at = '2026-11-22T10:00:00.000Z' as IsoDate
export const now = '2026-11-22T10:00:05.000Z' as IsoDate

export const by = (actor: UserId): MutationContext => ({ actor, at, now })

export const aTask = (fields: Partial<Task> = {}): Extract<Row, { kind: 'task' }> => ({
  kind: 'task',
  row: {
    id: taskId(1),
    title: 'Plant bulbs',
    description: null,
    status: 'todo',
    priority: 'medium',
    dueDate: null,
    dueAllDay: false,
    createdBy: ann,
    assignedTo: null,
    projectId: null,
    tags: [],
    orderKey: initialOrderKey(created, fields.id ?? taskId(1)),
    createdAt: created,
    updatedAt: created,
    completedAt: null,
    deletedAt: null,
    version: 1,
    ...fields,
  },
})

export const aProject = (fields: Partial<Project> = {}): Row => ({
  kind: 'project',
  row: {
    id: garden,
    name: 'Garden',
    description: null,
    status: 'active',
    ownerId: ann,
    createdAt: created,
    updatedAt: created,
    version: 1,
    ...fields,
  },
})

export const aMember = (
  project: ProjectId,
  user: UserId,
  role: ProjectRole,
  fields: Partial<Member> = {},
): Row => ({
  kind: 'member',
  row: {
    id: memberId(project, user),
    projectId: project,
    userId: user,
    role,
    displayName: 'Somebody',
    avatar: null,
    left: false,
    version: 1,
    ...fields,
  },
})

export const aConflict = (fields: Partial<Conflict> = {}): Row => ({
  kind: 'conflict',
  row: {
    id: conflictId(1),
    userId: ann,
    taskId: taskId(1),
    projectId: null,
    field: 'title',
    kind: 'overruled',
    base: 'Plant',
    lost: 'Plant bulbs',
    kept: 'Plant bulbs and rest',
    by: bob,
    at: now,
    dismissedAt: null,
    version: 1,
    ...fields,
  },
})

export const aUser = (id: UserId, fields: Partial<User> = {}): Row => ({
  kind: 'user',
  row: {
    id,
    email: 'somebody@example.org',
    emailVerified: false,
    status: 'active',
    createdAt: created,
    updatedAt: created,
    profile: {
      firstName: 'Ann',
      lastName: 'Other',
      avatar: null,
      bio: null,
      location: null,
      timezone: 'UTC',
      language: 'en',
    },
    preferences: defaultPreferences,
    version: 1,
    ...fields,
  },
})
