import { randomUUID } from 'node:crypto'
import {
  type MutatorName,
  type Project,
  type ProjectId,
  ProjectRole,
  type Row,
  type Task,
  type UserId,
} from '@holdfast/domain'
import fc from 'fast-check'

/** Something that a person tries, by a push and by the procedure that means the same. */
export interface Deed {
  actor: UserId
  mutation: MutatorName
  args: Record<string, unknown>
  procedure: string
  input: Record<string, unknown>
}

const edit = <T>(base: T, value: T) => ({ base, value })

type Said = Pick<Deed, 'mutation' | 'args' | 'procedure' | 'input'>

const said = (mutation: MutatorName, args: object, procedure: string, input: object): Said => ({
  mutation,
  args: { ...args },
  procedure,
  input: { ...input },
})

const onTask = (task: Task, other: UserId, project: Project, title: string): Said[] => {
  const { id } = task
  return [
    said('edit-task', { id, title: edit(task.title, title) }, 'tasks.update', { id, title }),
    said('set-task-status', { id, status: edit(task.status, 'in_review') }, 'tasks.setStatus', {
      id,
      status: 'in_review',
    }),
    said('assign-task', { id, assignedTo: edit(task.assignedTo, other) }, 'tasks.assign', {
      id,
      assignedTo: other,
    }),
    said('move-task', { id, projectId: edit(task.projectId, project.id) }, 'tasks.update', {
      id,
      projectId: project.id,
    }),
    said('move-task', { id, projectId: edit(task.projectId, null) }, 'tasks.update', {
      id,
      projectId: null,
    }),
    said('delete-task', { id }, 'tasks.delete', { id }),
    said('restore-task', { id }, 'tasks.restore', { id }),
  ]
}

/** Somebody is taken out of a project, or leaves it. */
export const removal = (projectId: ProjectId, userId: UserId): Said => {
  const args = { projectId, userId }
  return said('remove-member', args, 'projects.removeMember', args)
}

const roleChange = (projectId: ProjectId, userId: UserId, role: ProjectRole): Said => {
  const args = { projectId, userId, role }
  return said('set-member-role', args, 'projects.setMemberRole', args)
}

const onProject = (project: Project, other: UserId, name: string): Said[] => {
  const { id } = project
  const task = { id: randomUUID(), title: name, projectId: id, assignedTo: other }
  return [
    said('edit-project', { id, name: edit(project.name, name) }, 'projects.update', { id, name }),
    said('set-project-status', { id, status: edit(project.status, 'active') }, 'projects.update', {
      id,
      status: 'active',
    }),
    said('create-task', task, 'tasks.create', task),
    removal(id, other),
    ...ProjectRole.options.map((role) => roleChange(id, other, role)),
  ]
}

/** What anybody may do. */
const alone = (title: string): Said => {
  const task = { id: randomUUID(), title }
  return said('create-task', task, 'tasks.create', task)
}

/** Who does something, and to whom it may be done. */
export interface Cast {
  actors: readonly UserId[]
  people: readonly UserId[]
}

/**
 * Any deed of any actor with any row. Some may be done, whatever the rows are: a task outside any
 * project. And some may not: nobody removes the owner of a project.
 * @param n tells one deed's words from another's
 */
export const randomDeed = (
  { actors, people }: Cast,
  rows: readonly Row[],
  n: number,
): fc.Arbitrary<Deed> => {
  const tasks = rows.flatMap((row) => (row.kind === 'task' ? row.row : []))
  const projects = rows.flatMap((row) => (row.kind === 'project' ? row.row : []))
  const words = `Beans, deed ${n}`
  return fc
    .tuple(
      fc.constantFrom(...actors),
      fc.constantFrom(...people),
      fc.constantFrom(...tasks),
      fc.constantFrom(...projects),
    )
    .chain(([actor, other, task, project]) =>
      fc
        .constantFrom(
          ...onTask(task, other, project, words),
          ...onProject(project, other, words),
          alone(words),
        )
        .map((one) => ({ actor, ...one })),
    )
}
