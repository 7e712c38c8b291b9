import { randomUUID } from 'node:crypto'
import type { MutatorName } from '@holdfast/domain'
import { allow } from './identities.ts'
import type { Rule } from './rule.ts'

const title = 'Changed by the one who asks'
const edit = <T>(base: T, value: T) => ({ base, value })

/** Of tasks; a project's, then one outside any project. */
const tasks = {
  'edit-task': [
    {
      input: ({ task }) => ({ id: task, title: edit('Water the beans', title) }),
      answers: allow.editors('task-not-found'),
    },
    {
      about: 'outside any project',
      input: ({ personal }) => ({ id: personal, title: edit('Water the beans', title) }),
      answers: allow.assignees('task-not-found'),
    },
  ],
  'set-task-status': [
    {
      input: ({ task }) => ({ id: task, status: edit('todo', 'completed') }),
      answers: allow.editors('task-not-found'),
    },
  ],
  'assign-task': [
    {
      input: ({ task, people }) => ({ id: task, assignedTo: edit(null, people.viewer.id) }),
      answers: allow.editors('task-not-found'),
    },
    {
      about: 'outside any project',
      input: ({ personal, people }) => ({ id: personal, assignedTo: edit(null, people.viewer.id) }),
      answers: allow.assignees('task-not-found'),
    },
  ],
  'tag-task': [
    {
      input: ({ task }) => ({ id: task, add: ['new'] }),
      answers: allow.editors('task-not-found'),
    },
  ],
  'order-task': [
    {
      input: ({ task }) => ({ id: task, orderKey: 'a1' }),
      answers: allow.editors('task-not-found'),
    },
  ],
  'move-task': [
    {
      input: ({ task, project, target }) => ({ id: task, projectId: edit(project, target) }),
      answers: allow.editors('task-not-found'),
    },
    {
      about: 'from outside into a project',
      input: ({ personal, project }) => ({ id: personal, projectId: edit(null, project) }),
      answers: allow.assignees('task-not-found'),
    },
    {
      about: 'out of its project, where an editor would lose sight of it',
      input: ({ task, project }) => ({ id: task, projectId: edit(project, null) }),
      answers: { ...allow.editors('task-not-found'), editor: 'forbidden' },
    },
  ],
  'delete-task': [
    { input: ({ task }) => ({ id: task }), answers: allow.editors('task-not-found') },
    {
      about: 'outside any project',
      input: ({ personal }) => ({ id: personal }),
      answers: allow.creators('task-not-found'),
    },
  ],
  'restore-task': [
    { input: ({ task }) => ({ id: task }), answers: allow.editors('task-not-found') },
    {
      about: 'outside any project',
      input: ({ personal }) => ({ id: personal }),
      answers: allow.creators('task-not-found'),
    },
  ],
  'create-task': [
    {
      about: 'in a project',
      input: ({ project }) => ({ id: randomUUID(), title, projectId: project }),
      answers: allow.editors('project-not-found'),
    },
    {
      about: 'under the id of one that is there',
      input: ({ task }) => ({ id: task, title }),
      answers: { ...allow.all('id-taken'), owner: 'ok', stranger: 'unauthenticated' },
      takesId: true,
    },
  ],
} satisfies Partial<Record<MutatorName, readonly Rule[]>>

/** Every mutation that there is, as a device pushes it; `ok` is applied. */
export const mutationRules: Readonly<Record<MutatorName, readonly Rule[]>> = {
  ...tasks,
  'create-project': [
    { input: () => ({ id: randomUUID(), name: title }), answers: allow.signedIn },
    {
      about: 'under the id of one that is there',
      input: ({ project }) => ({ id: project, name: title }),
      answers: { ...allow.all('id-taken'), owner: 'ok', stranger: 'unauthenticated' },
      takesId: true,
    },
  ],
  'edit-project': [
    {
      input: ({ project }) => ({ id: project, name: edit('Garden', title) }),
      answers: allow.owners('project-not-found'),
    },
  ],
  'set-project-status': [
    {
      input: ({ project }) => ({ id: project, status: edit('active', 'deleted') }),
      answers: allow.owners('project-not-found'),
    },
  ],
  'set-member-role': [
    {
      input: ({ project, people }) => ({
        projectId: project,
        userId: people.viewer.id,
        role: 'editor',
      }),
      answers: allow.owners('project-not-found'),
    },
    {
      about: 'of the owner',
      input: ({ project, people }) => ({
        projectId: project,
        userId: people.owner.id,
        role: 'viewer',
      }),
      answers: { ...allow.owners('project-not-found'), owner: 'last-owner' },
    },
  ],
  'remove-member': [
    {
      input: ({ project, people }) => ({ projectId: project, userId: people.viewer.id }),
      // The viewer leaves.
      answers: { ...allow.owners('project-not-found'), viewer: 'ok' },
    },
    {
      about: 'the owner',
      input: ({ project, people }) => ({ projectId: project, userId: people.owner.id }),
      answers: { ...allow.owners('project-not-found'), owner: 'last-owner' },
    },
  ],
  // What is one's own, whoever one is: another's conflict is as one that is not there.
  'edit-profile': [{ input: () => ({ bio: title }), answers: allow.signedIn }],
  'edit-preferences': [{ input: () => ({ theme: 'dark' }), answers: allow.signedIn }],
  'dismiss-conflict': [{ input: ({ conflict }) => ({ id: conflict }), answers: allow.signedIn }],
  noop: [{ input: () => ({}), answers: allow.signedIn }],
}
