import {
  defaultPreferences,
  type IsoDate,
  type Member,
  memberId,
  type OrderKey,
  type Project,
  type ProjectId,
  type ProjectRole,
  type Row,
  type Task,
  type TaskId,
  type User,
  type UserId,
} from '@holdfast/domain'

const hex = (n: number): string => n.toString(16).padStart(12, '0')

/** The nth id of a kind: readable in a failure, and the same in every run. */
export const nthUser = (n: number): UserId => `00000000-0000-7000-8000-${hex(n)}` as UserId
export const nthProject = (n: number): ProjectId => `00000000-0000-7000-9000-${hex(n)}` as ProjectId
export const nthTask = (n: number): TaskId => `00000000-0000-7000-a000-${hex(n)}` as TaskId

export const dawn = '2026-11-22T08:00:00.000Z' as IsoDate

export const userRow = (id: UserId, name = 'Ada'): Row & { row: User } => ({
  kind: 'user',
  row: {
    id,
    email: `${name.toLowerCase()}@example.org`,
    emailVerified: false,
    status: 'active',
    createdAt: dawn,
    updatedAt: dawn,
    profile: {
      firstName: name,
      lastName: '',
      avatar: null,
      bio: null,
      location: null,
      timezone: 'UTC',
      language: 'en',
    },
    preferences: defaultPreferences,
    version: 0,
  },
})

export const projectRow = (
  id: ProjectId,
  ownerId: UserId,
  fields: Partial<Project> = {},
): Row & { row: Project } => ({
  kind: 'project',
  row: {
    id,
    name: 'Garden',
    description: null,
    status: 'active',
    ownerId,
    createdAt: dawn,
    updatedAt: dawn,
    version: 0,
    ...fields,
  },
})

export const memberRow = (
  projectId: ProjectId,
  userId: UserId,
  role: ProjectRole = 'editor',
  fields: Partial<Member> = {},
): Row & { row: Member } => ({
  kind: 'member',
  row: {
    id: memberId(projectId, userId),
    projectId,
    userId,
    role,
    displayName: 'Ada',
    avatar: null,
    left: false,
    version: 0,
    ...fields,
  },
})

export const taskRow = (
  id: TaskId,
  createdBy: UserId,
  fields: Partial<Task> = {},
): Row & { row: Task } => ({
  kind: 'task',
  row: {
    id,
    title: 'Water the beans',
    description: null,
    status: 'todo',
    priority: 'medium',
    dueDate: null,
    dueAllDay: false,
    createdBy,
    assignedTo: null,
    projectId: null,
    tags: [],
    orderKey: 'a0V' as OrderKey,
    createdAt: dawn,
    updatedAt: dawn,
    completedAt: null,
    deletedAt: null,
    version: 0,
    ...fields,
  },
})
