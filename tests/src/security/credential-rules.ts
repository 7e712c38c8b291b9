import { type Answer, type Answers, allow } from './identities.ts'
import type { Rule } from './rule.ts'

const password = 'correct horse battery staple'
const wrongPassword = 'wrong horse battery staple'

const withoutAnswer = { id: 'AAAA', rawId: 'AAAA', type: 'public-key' }
const challengeId = '0190a000-0000-7000-8000-000000000001'
const assertion = {
  ...withoutAnswer,
  response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' },
}
const attestation = {
  ...withoutAnswer,
  response: { clientDataJSON: 'AAAA', attestationObject: 'AAAA' },
}

const factorsAtSignIn: Record<string, Rule[]> = {
  'auth.secondFactor': [
    {
      about: 'a ticket that nobody was given',
      input: () => ({ ticket: 'forged', method: 'totp', code: '123456', client: 'tool' }),
      answers: allow.all('sign-in-over'),
    },
  ],
  'auth.passkeyOptions': [
    { answers: allow.anybody },
    {
      about: 'a ticket that nobody was given',
      input: () => ({ ticket: 'forged' }),
      answers: allow.all('sign-in-over'),
    },
  ],
  'auth.passkeyLogin': [
    {
      about: 'a challenge that nobody was given',
      input: () => ({ challengeId, response: assertion, client: 'tool' }),
      answers: allow.all('wrong-code'),
    },
  ],
}

const self = (answer: Answer): Answers => ({ ...allow.all(answer), stranger: 'unauthenticated' })
const owners = (absent: Answer): Answers => ({ ...self(absent), owner: 'ok' })

const credentials: Record<string, Rule[]> = {
  'sessions.list': [{ answers: allow.signedIn }],
  'sessions.revoke': [
    { input: ({ session }) => ({ id: session }), answers: owners('session-not-found') },
  ],
  'sessions.revokeOthers': [{ answers: allow.signedIn }],
  'sessions.revokeAll': [{ answers: allow.signedIn, endsSession: true }],
  'factors.list': [{ answers: allow.signedIn }],
  'factors.totpStart': [
    { input: () => ({ password }), answers: allow.signedIn },
    {
      about: 'a wrong password',
      input: () => ({ password: wrongPassword }),
      answers: self('wrong-credentials'),
    },
  ],
  'factors.totpConfirm': [
    { input: () => ({ setup: 'forged', code: '123456' }), answers: self('bad-input') },
  ],
  'factors.totpRemove': [{ input: () => ({ password }), answers: self('not-set-up') }],
  'factors.renewRecoveryCodes': [{ input: () => ({ password }), answers: self('not-set-up') }],
  'factors.passkeyStart': [
    { input: () => ({ password }), answers: allow.signedIn },
    {
      about: 'a wrong password',
      input: () => ({ password: wrongPassword }),
      answers: self('wrong-credentials'),
    },
  ],
  'factors.passkeyFinish': [
    {
      about: 'a challenge that nobody was given',
      input: () => ({ challengeId, name: 'Key', response: attestation }),
      answers: self('wrong-code'),
    },
  ],
  'factors.passkeyRename': [
    { input: () => ({ id: challengeId, name: 'Key' }), answers: self('passkey-not-found') },
  ],
  'factors.passkeyRemove': [
    { input: () => ({ id: challengeId, password }), answers: self('passkey-not-found') },
  ],
  'tokens.list': [{ answers: allow.signedIn }],
  'tokens.create': [
    {
      input: () => ({ name: 'Report', scopes: ['read'], expiresInDays: 1, password }),
      answers: allow.signedIn,
    },
    {
      about: 'for what only admins may',
      input: () => ({ name: 'Report', scopes: ['admin'], expiresInDays: 1, password }),
      answers: allow.admins,
    },
  ],
  'tokens.revoke': [
    { input: ({ accessToken }) => ({ id: accessToken }), answers: owners('token-not-found') },
  ],
}

/** Of sessions, second factors and personal access tokens. */
export const credentialRules: Readonly<Record<string, Rule[]>> = {
  ...factorsAtSignIn,
  ...credentials,
}
