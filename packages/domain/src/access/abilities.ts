import type { UserId } from '../ids.ts'
import type { ProjectRole } from '../projects/member.ts'
import type { Project } from '../projects/project.ts'
import type { Task } from '../tasks/task.ts'

/** What a person may do with a task. */
export interface TaskAbilities {
  /** Change what it says, its status, its tags and its place in a list. */
  edit: boolean
  assign: boolean
  /** To a project where they may add, or out of every one. */
  move: boolean
  /** Throw it away, and bring it back. */
  delete: boolean
}

/** What a person may do with a project. */
export interface ProjectAbilities {
  /** Change its name and description. */
  edit: boolean
  /** Archive it, delete it, and bring it back. */
  close: boolean
  /** Put tasks into it. */
  add: boolean
  /** Add and remove members. */
  manageMembers: boolean
  leave: boolean
}

/** In what capacity a person meets a task: by their role in its project, else by their part in it. */
export type TaskStanding = ProjectRole | 'creator' | 'assignee'

const everything: TaskAbilities = { edit: true, assign: true, move: true, delete: true }
const nothing: TaskAbilities = { edit: false, assign: false, move: false, delete: false }

/** The rule of who may do what with a task. An assignee works on it but does not throw it away. */
export const taskDeeds: Readonly<Record<TaskStanding, TaskAbilities>> = {
  owner: everything,
  editor: everything,
  viewer: nothing,
  creator: everything,
  assignee: { ...everything, delete: false },
}

/** What depends on a person's role alone. */
export type ProjectDeeds = Omit<ProjectAbilities, 'leave'>

/** The rule of who may do what with a project. */
export const projectDeeds: Readonly<Record<ProjectRole, ProjectDeeds>> = {
  owner: { edit: true, close: true, add: true, manageMembers: true },
  editor: { edit: false, close: false, add: true, manageMembers: false },
  viewer: { edit: false, close: false, add: false, manageMembers: false },
}

/**
 * @param role the person's in the task's project
 * @returns null to whom the task is not there
 */
export const standingOn = (
  task: Pick<Task, 'projectId' | 'createdBy' | 'assignedTo'>,
  actor: UserId,
  role: ProjectRole | null,
): TaskStanding | null => {
  if (task.projectId !== null) return role
  if (task.createdBy === actor) return 'creator'
  return task.assignedTo === actor ? 'assignee' : null
}

/** @param role the person's in the task's project */
export const abilitiesOnTask = (
  task: Pick<Task, 'projectId' | 'createdBy' | 'assignedTo'>,
  actor: UserId,
  role: ProjectRole | null,
): TaskAbilities => {
  const standing = standingOn(task, actor, role)
  return standing === null ? nothing : taskDeeds[standing]
}

/** @param role the person's in the project */
export const abilitiesOnProject = (
  project: Pick<Project, 'status' | 'ownerId'>,
  actor: UserId,
  role: ProjectRole | null,
): ProjectAbilities => {
  const deeds = projectDeeds[role ?? 'viewer']
  const add = deeds.add && project.status === 'active'
  return { ...deeds, add, leave: role !== null && project.ownerId !== actor }
}
