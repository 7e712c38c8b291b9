import { randomUUID } from 'node:crypto'
import { type Answer, type Answers, allow, type Identity } from './identities.ts'
import type { Rule } from './rule.ts'
import type { Stage } from './stage.ts'

/** What an admin is answered; to everybody else it is forbidden, whatever they name. */
const admins = (answer: Answer): Answers => ({ ...allow.admins, admin: answer })

/** Somebody who is there, and to an admin somebody who is not: nobody's account is to change. */
const somebody = ({ people }: Stage, who: Identity) => ({
  id: who === 'admin' ? randomUUID() : people.owner.id,
})

const themselves = ({ people }: Stage) => ({ id: people.admin.id })

/** Of accounts, for those who look after them. */
export const adminRules: Readonly<Record<string, Rule[]>> = {
  'admin.users.list': [
    { answers: allow.admins },
    { about: 'by address', input: () => ({ search: 'owner' }), answers: allow.admins },
  ],
  'admin.users.suspend': [
    { input: somebody, answers: admins('user-not-found') },
    { about: 'themselves', input: themselves, answers: admins('own-account') },
  ],
  'admin.users.reinstate': [{ input: somebody, answers: admins('user-not-found') }],
  'admin.users.resetSecondFactor': [{ input: somebody, answers: admins('user-not-found') }],
  'admin.users.setAdmin': [
    {
      input: (stage, who) => ({ ...somebody(stage, who), admin: true }),
      answers: admins('user-not-found'),
    },
    {
      about: 'the last admin',
      input: (stage) => ({ ...themselves(stage), admin: false }),
      answers: admins('last-admin'),
    },
  ],
  'admin.users.delete': [
    { input: somebody, answers: admins('user-not-found') },
    { about: 'themselves', input: themselves, answers: admins('own-account') },
  ],
  'admin.sessions.list': [
    { input: ({ people }) => ({ userId: people.owner.id }), answers: allow.admins },
  ],
  'admin.sessions.revoke': [
    { input: () => ({ id: randomUUID() }), answers: admins('session-not-found') },
  ],
  'admin.invitations.list': [{ answers: allow.admins }],
  'admin.invitations.create': [
    { input: () => ({ email: `${randomUUID()}@example.org` }), answers: allow.admins },
    {
      about: 'an address in use',
      input: ({ people }) => ({ email: people.owner.email }),
      answers: admins('email-taken'),
    },
  ],
  'admin.invitations.revoke': [
    { input: () => ({ id: randomUUID() }), answers: admins('invitation-not-found') },
  ],
  'admin.audit.list': [{ answers: allow.admins }],
  'admin.audit.export': [{ answers: allow.admins }],
}
