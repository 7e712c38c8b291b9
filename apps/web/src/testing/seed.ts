import {
  isoDate,
  type Member,
  memberId,
  type Project,
  type ProjectId,
  type Task,
  type TaskId,
  type User,
  type UserId,
} from '@holdfast/domain'

const then = isoDate(new Date('2026-11-01T09:00:00.000Z'))

const uuid = (kind: string, n: number) =>
  `0199${kind}000-0000-7000-8000-${String(n).padStart(12, '0')}`
export const taskId = (n: number) => uuid('c', n) as TaskId
export const projectId = (n: number) => uuid('b', n) as ProjectId
export const ada = uuid('a', 1) as UserId

export function task(n: number, over: Partial<Task> = {}): Task {
  return {
    id: taskId(n),
    title: `Task ${n}`,
    description: null,
    status: 'todo',
    priority: 'medium',
    dueDate: null,
    dueAllDay: false,
    createdBy: ada,
    assignedTo: null,
    projectId: null,
    tags: [],
    orderKey: `a${n}V` as Task['orderKey'],
    // The newest comes first in a list without dates: number 1 is on top.
    createdAt: isoDate(new Date(Date.parse(then) - n * 1000)),
    updatedAt: then,
    completedAt: null,
    deletedAt: null,
    version: 1,
    ...over,
  }
}

export function project(n: number, name: string, over: Partial<Project> = {}): Project {
  return {
    id: projectId(n),
    name,
    description: null,
    status: 'active',
    ownerId: ada,
    createdAt: then,
    updatedAt: then,
    version: 1,
    ...over,
  }
}

/** Ada's place in a project. */
export function member(n: number, over: Partial<Member> = {}): Member {
  return {
    id: memberId(projectId(n), ada),
    projectId: projectId(n),
    userId: ada,
    role: 'owner',
    displayName: 'Ada Bell',
    avatar: null,
    left: false,
    version: 1,
    ...over,
  }
}

export function user(over: Partial<User['profile']> = {}): User {
  return {
    id: ada,
    email: 'ada@bell.example',
    emailVerified: true,
    status: 'active',
    createdAt: then,
    updatedAt: then,
    version: 1,
    profile: {
      firstName: 'Ada',
      lastName: 'Bell',
      avatar: null,
      bio: null,
      location: null,
      timezone: 'Europe/Berlin',
      language: 'en',
      ...over,
    },
    preferences: {
      theme: 'system',
      notifications: {
        email: true,
        taskAssigned: true,
        taskCompleted: true,
        projectMembership: true,
      },
      privacy: { showEmailToMembers: false, shareUsageStatistics: false },
    },
  }
}
