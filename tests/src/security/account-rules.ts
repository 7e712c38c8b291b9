import { randomUUID } from 'node:crypto'
import { type Answers, allow } from './identities.ts'
import type { Rule } from './rule.ts'

const password = 'correct horse battery staple'

const wrongPassword = 'not the password'

/** In the form of a mailed link's, and of no link. */
const token = 'A'.repeat(43)
const proven: Answers = { ...allow.all('wrong-credentials'), stranger: 'unauthenticated' }

/** What people do with their accounts. */
export const accountRules: Record<string, Rule[]> = {
  'auth.invitation': [{ input: () => ({ token }), answers: allow.all('link-used-up') }],
  'auth.verifyEmail': [
    { input: () => ({ token, client: 'tool' }), answers: allow.all('link-used-up') },
  ],
  'auth.requestPasswordReset': [
    { input: ({ people }) => ({ email: people.owner.email }), answers: allow.anybody },
    {
      about: 'an unknown address',
      input: () => ({ email: `${randomUUID()}@example.org` }),
      answers: allow.anybody,
    },
  ],
  'auth.resetPassword': [
    { input: () => ({ token, password }), answers: allow.all('link-used-up') },
  ],
  'account.changePassword': [
    {
      input: () => ({ currentPassword: password, newPassword: password }),
      answers: allow.signedIn,
    },
    {
      about: 'a wrong password',
      input: () => ({ currentPassword: wrongPassword, newPassword: password }),
      answers: proven,
    },
  ],
  'account.changeEmail': [
    {
      input: () => ({ password, email: `${randomUUID()}@example.org` }),
      answers: allow.signedIn,
    },
    {
      about: 'a wrong password',
      input: () => ({ password: wrongPassword, email: `${randomUUID()}@example.org` }),
      answers: proven,
    },
  ],
  'account.pendingEmail': [{ answers: allow.signedIn }],
  'account.resendVerification': [{ answers: allow.signedIn }],
  'account.delete': [
    { about: 'a wrong password', input: () => ({ password: wrongPassword }), answers: proven },
  ],
}
