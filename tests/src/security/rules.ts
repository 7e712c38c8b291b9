import { randomUUID } from 'node:crypto'
import type { UserId } from '@holdfast/domain'
import { PROTOCOL } from '@holdfast/sync'
import { accountRules } from './account-rules.ts'
import { adminRules } from './admin-rules.ts'
import { credentialRules } from './credential-rules.ts'
import { allow } from './identities.ts'
import { projectRules } from './project-rules.ts'
import type { Rule } from './rule.ts'
import { nameless, unknownStage } from './stage.ts'

const password = 'correct horse battery staple'
const board = { id: 'board', name: 'Board', lists: [], cards: [] }
const title = 'Changed by the one who asks'

const auth: Record<string, Rule[]> = {
  'auth.standing': [{ answers: allow.anybody }],
  'auth.register': [
    {
      input: () => ({
        email: `${randomUUID()}@example.org`,
        password,
        firstName: 'New',
        client: 'tool',
      }),
      answers: allow.anybody,
    },
    {
      about: 'an address in use',
      input: ({ people }) => ({
        email: people.owner.email,
        password,
        firstName: 'New',
        client: 'tool',
      }),
      answers: allow.all('email-taken'),
    },
  ],
  'auth.login': [
    {
      input: ({ people }) => ({ email: people.owner.email, password, client: 'tool' }),
      answers: allow.anybody,
    },
    {
      about: 'a wrong password',
      input: ({ people }) => ({ email: people.owner.email, password: title, client: 'tool' }),
      answers: allow.all('wrong-credentials'),
    },
  ],
  'auth.refresh': [
    {
      input: async ({ signIn }) => ({ refreshToken: await signIn('owner') }),
      answers: allow.anybody,
    },
    { about: 'no refresh token', answers: allow.all('unauthenticated') },
  ],
  'auth.logout': [
    {
      input: async ({ signIn }) => ({ refreshToken: await signIn('owner') }),
      answers: allow.anybody,
    },
  ],
}

const tasks: Record<string, Rule[]> = {
  'tasks.create': [
    { about: 'outside any project', input: () => ({ title }), answers: allow.signedIn },
    {
      about: 'in a project',
      input: ({ project }) => ({ title, projectId: project }),
      answers: allow.editors('project-not-found'),
    },
    {
      about: 'assigned to a member',
      input: ({ project, people }) => ({
        title,
        projectId: project,
        assignedTo: people.viewer.id,
      }),
      answers: allow.editors('project-not-found'),
    },
    {
      about: 'assigned to somebody outside the project',
      input: ({ project, people }) => ({ title, projectId: project, assignedTo: people.other.id }),
      answers: {
        ...allow.editors('project-not-found'),
        owner: 'assignee-not-member',
        editor: 'assignee-not-member',
      },
    },
    {
      about: 'assigned to a member, outside any project',
      input: ({ people }) => ({ title, assignedTo: people.viewer.id }),
      answers: { ...allow.signedIn, admin: 'not-acquainted', other: 'not-acquainted' },
    },
    {
      about: 'under the id of one that is there',
      input: ({ task }) => ({ id: task, title }),
      answers: { ...allow.all('id-taken'), owner: 'ok', stranger: 'unauthenticated' },
      takesId: true,
    },
  ],
  'tasks.get': [
    { input: ({ task }) => ({ id: task }), answers: allow.members('task-not-found') },
    {
      about: 'outside any project',
      input: ({ personal }) => ({ id: personal }),
      answers: allow.assignees('task-not-found'),
    },
  ],
  'tasks.history': [
    { input: ({ task }) => ({ id: task }), answers: allow.members('task-not-found') },
    {
      about: 'outside any project',
      input: ({ personal }) => ({ id: personal }),
      answers: allow.assignees('task-not-found'),
    },
  ],
  'tasks.list': [
    { answers: allow.signedIn },
    {
      about: 'of a project',
      input: ({ project }) => ({ filters: { projectId: project } }),
      answers: allow.signedIn,
    },
  ],
  'tasks.search': [
    { input: () => ({ query: 'beans' }), answers: allow.signedIn },
    {
      about: 'of a project',
      input: ({ project }) => ({ query: 'beans', filters: { projectId: project } }),
      answers: allow.signedIn,
    },
  ],
  'tasks.update': [
    { input: ({ task }) => ({ id: task, title }), answers: allow.editors('task-not-found') },
    {
      about: 'its tags',
      input: ({ task }) => ({ id: task, tags: ['new'] }),
      answers: allow.editors('task-not-found'),
    },
    {
      about: 'its place by hand',
      input: ({ task }) => ({ id: task, orderKey: 'a1' }),
      answers: allow.editors('task-not-found'),
    },
    {
      about: 'outside any project',
      input: ({ personal }) => ({ id: personal, title }),
      answers: allow.assignees('task-not-found'),
    },
    {
      about: 'into another project',
      input: ({ task, target }) => ({ id: task, projectId: target }),
      answers: allow.editors('task-not-found'),
    },
    {
      about: 'from outside into a project',
      input: ({ personal, project }) => ({ id: personal, projectId: project }),
      answers: allow.assignees('task-not-found'),
    },
    {
      about: 'out of its project, where an editor would lose sight of it',
      input: ({ task }) => ({ id: task, projectId: null }),
      answers: { ...allow.editors('task-not-found'), editor: 'forbidden' },
    },
  ],
  'tasks.assign': [
    {
      input: ({ task, people }) => ({ id: task, assignedTo: people.viewer.id }),
      answers: allow.editors('task-not-found'),
    },
    {
      about: 'outside any project, to an acquaintance',
      input: ({ personal, people }) => ({ id: personal, assignedTo: people.viewer.id }),
      // Who hands on what another gave them sees it no more.
      answers: { ...allow.assignees('task-not-found'), editor: 'ok' },
    },
    {
      about: 'to somebody outside the project',
      input: ({ task, people }) => ({ id: task, assignedTo: people.other.id }),
      answers: {
        ...allow.editors('task-not-found'),
        owner: 'assignee-not-member',
        editor: 'assignee-not-member',
      },
    },
  ],
  'tasks.setStatus': [
    {
      input: ({ task }) => ({ id: task, status: 'completed' }),
      answers: allow.editors('task-not-found'),
    },
    {
      about: 'outside any project',
      input: ({ personal }) => ({ id: personal, status: 'completed' }),
      answers: allow.assignees('task-not-found'),
    },
  ],
  'tasks.delete': [
    { input: ({ task }) => ({ id: task }), answers: allow.editors('task-not-found') },
    {
      about: 'outside any project',
      input: ({ personal }) => ({ id: personal }),
      answers: allow.creators('task-not-found'),
    },
  ],
  'tasks.restore': [
    { input: ({ task }) => ({ id: task }), answers: allow.editors('task-not-found') },
    {
      about: 'outside any project',
      input: ({ personal }) => ({ id: personal }),
      answers: allow.creators('task-not-found'),
    },
  ],
}

const around: Record<string, Rule[]> = {
  'users.me': [{ answers: allow.signedIn }],
  'stats.dashboard': [{ answers: allow.signedIn }],
  'stats.projectProgress': [
    {
      input: ({ project }) => ({ projectId: project }),
      answers: allow.members('project-not-found'),
    },
  ],
  'stats.userTaskCounts': [{ answers: allow.signedIn }],
  'notifications.list': [{ answers: allow.signedIn }],
  'notifications.unreadCount': [{ answers: allow.signedIn }],
  'notifications.markRead': [
    { input: ({ notification }) => ({ ids: [notification] }), answers: allow.signedIn },
  ],
  'notifications.markAllRead': [
    { input: () => ({ upTo: '2026-11-22T10:00:00.000Z' }), answers: allow.signedIn },
  ],
  'import.preview': [
    { input: () => ({ source: 'trello', file: board }), answers: allow.signedIn },
    {
      about: 'into a project',
      input: ({ project }) => ({ source: 'trello', file: board, projectId: project }),
      answers: allow.editors('project-not-found'),
      takesId: true,
    },
  ],
  'import.run': [
    {
      input: ({ project }) => ({
        source: 'trello',
        file: board,
        projectId: project,
        projectName: title,
      }),
      answers: allow.editors('project-not-found'),
      takesId: true,
    },
  ],
}

const device = () => ({ protocol: PROTOCOL, epoch: null, clientId: randomUUID() })

const sync: Record<string, Rule[]> = {
  // What becomes of each mutation is told in its result: `mutation-rules.ts`.
  'sync.push': [
    {
      input: () => ({
        ...device(),
        mutations: [
          {
            id: 1,
            draftId: crypto.randomUUID(),
            name: 'noop',
            version: 1,
            args: {},
            at: '2026-11-22T10:00:00.000Z',
          },
        ],
      }),
      answers: allow.signedIn,
    },
  ],
  'sync.pull': [
    {
      input: () => ({ ...device(), positions: {}, joins: {}, downloading: [], inline: [] }),
      answers: allow.signedIn,
    },
    {
      about: 'with a project that is held',
      input: ({ project }) => ({
        ...device(),
        positions: { [`project:${project}`]: 1 },
        joins: {},
        downloading: [],
        inline: [],
      }),
      answers: allow.signedIn,
    },
    {
      about: 'with a project that is being joined',
      input: ({ project, task }) => ({
        ...device(),
        positions: {},
        joins: { [`project:${project}`]: { to: 1, after: `task:${task}` } },
        downloading: [],
        inline: [`project:${project}`],
      }),
      answers: allow.signedIn,
    },
    {
      about: 'with a project whose snapshot is being fetched',
      input: ({ project }) => ({
        ...device(),
        positions: {},
        joins: {},
        downloading: [`project:${project}`],
        inline: [],
      }),
      answers: allow.signedIn,
    },
  ],
}

/** Every procedure that there is. A new one has no rule and fails the test until it has. */
export const rules: Readonly<Record<string, readonly Rule[]>> = {
  ...auth,
  ...credentialRules,
  ...accountRules,
  ...adminRules,
  ...tasks,
  ...projectRules,
  ...around,
  ...sync,
}

/** Does it ask for something that may be another person's? */
export const asksForMore = ({ input, takesId }: Rule): boolean => {
  if (takesId) return false
  const nobody = { id: 'id' as UserId, email: 'email', token: 'token' }
  const people = { owner: nobody, editor: nobody, viewer: nobody, admin: nobody, other: nobody }
  const stage = unknownStage({ people, signIn: async () => '' })
  const said = JSON.stringify(input?.(stage, 'other')) ?? ''
  return nameless(said, stage) !== said
}
