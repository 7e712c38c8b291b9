import { allow } from './identities.ts'
import type { Rule } from './rule.ts'

const title = 'Changed by the one who asks'

/** Of projects and of who is in them. */
export const projectRules: Record<string, Rule[]> = {
  'projects.create': [
    { input: () => ({ name: title }), answers: allow.signedIn },
    {
      about: 'under the id of one that is there',
      input: ({ project }) => ({ id: project, name: title }),
      answers: { ...allow.all('id-taken'), owner: 'ok', stranger: 'unauthenticated' },
      takesId: true,
    },
  ],
  'projects.get': [
    { input: ({ project }) => ({ id: project }), answers: allow.members('project-not-found') },
  ],
  'projects.list': [{ answers: allow.signedIn }],
  'projects.update': [
    {
      input: ({ project }) => ({ id: project, name: title }),
      answers: allow.owners('project-not-found'),
    },
    {
      about: 'its description',
      input: ({ project }) => ({ id: project, description: title }),
      answers: allow.owners('project-not-found'),
    },
    {
      about: 'to archive it',
      input: ({ project }) => ({ id: project, status: 'archived' }),
      answers: allow.owners('project-not-found'),
    },
    {
      about: 'to delete it',
      input: ({ project }) => ({ id: project, status: 'deleted' }),
      answers: allow.owners('project-not-found'),
    },
  ],
  'projects.addMember': [
    {
      input: ({ project, people }) => ({
        projectId: project,
        email: people.other.email,
        role: 'owner',
      }),
      answers: allow.owners('project-not-found'),
    },
    {
      about: 'of an address that nobody has',
      input: ({ project }) => ({
        projectId: project,
        email: 'nobody@example.org',
        role: 'viewer',
      }),
      answers: { ...allow.owners('project-not-found'), owner: 'user-not-found' },
    },
  ],
  'projects.setMemberRole': [
    {
      input: ({ project, people }) => ({
        projectId: project,
        userId: people.viewer.id,
        role: 'editor',
      }),
      answers: allow.owners('project-not-found'),
    },
    {
      about: 'one’s own, to an owner’s',
      input: ({ project, people }, who) => ({
        projectId: project,
        userId: people[who === 'stranger' ? 'other' : who].id,
        role: 'owner',
      }),
      answers: allow.owners('project-not-found'),
    },
    {
      about: 'the owner’s',
      input: ({ project, people }) => ({
        projectId: project,
        userId: people.owner.id,
        role: 'viewer',
      }),
      answers: { ...allow.owners('project-not-found'), owner: 'last-owner' },
    },
    {
      about: 'of somebody who is no member',
      input: ({ project, people }) => ({
        projectId: project,
        userId: people.other.id,
        role: 'viewer',
      }),
      answers: { ...allow.owners('project-not-found'), owner: 'member-not-found' },
    },
  ],
  'projects.removeMember': [
    {
      input: ({ project, people }) => ({ projectId: project, userId: people.editor.id }),
      // The editor leaves.
      answers: { ...allow.owners('project-not-found'), editor: 'ok' },
    },
    {
      about: 'the owner',
      input: ({ project, people }) => ({ projectId: project, userId: people.owner.id }),
      answers: { ...allow.owners('project-not-found'), owner: 'last-owner' },
    },
    {
      about: 'oneself',
      input: ({ project, people }, who) => ({
        projectId: project,
        userId: people[who === 'stranger' ? 'other' : who].id,
      }),
      answers: { ...allow.members('project-not-found'), owner: 'last-owner' },
    },
  ],
}
