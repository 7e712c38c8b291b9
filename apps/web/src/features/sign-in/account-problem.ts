/** A field that a refusal may be about. */
export type ProblemField = 'email' | 'password' | 'firstName' | 'code' | 'name' | 'scopes'

/** What a refused or unanswered request of an account means to the person. */
export interface AccountProblem {
  text: string
  field?: ProblemField
  /** It is the password one has that is wrong, not one that was thought of anew. */
  wrongPassword?: true
  /** The link or the ticket is spent: only a new one helps. */
  spent?: boolean
}

export const emailRule = 'This is not an e-mail address. It looks like name@example.org.'
export const nameRule = 'Write a name, so that others know who you are.'
export const passwordRule =
  'A password has 12 to 256 characters. A few words are easier to keep than a few signs.'

const sentences: Record<string, AccountProblem> = {
  'wrong-credentials': {
    field: 'password',
    wrongPassword: true,
    text: 'E-mail and password do not match. Your work on this device is untouched. Try again, or set a new password.',
  },
  'email-taken': {
    field: 'email',
    text: 'There is an account with this e-mail already. Sign in instead.',
  },
  'password-weak': {
    field: 'password',
    text: 'This password is one of the first that are guessed. Nothing was changed. Add words that only you would put together.',
  },
  'wrong-code': {
    field: 'code',
    text: 'This code is not right, or was used before. Try another one; an app shows a new one every 30 seconds.',
  },
  'link-used-up': {
    spent: true,
    text: 'This link was used already, is too old, or a newer one took its place.',
  },
  'registration-closed': {
    text: 'This server takes no new accounts without an invitation. Ask whoever runs it for one.',
  },
  'account-suspended': {
    text: 'This account is suspended. Your work on this device is untouched. Ask whoever runs this server.',
  },
  'already-set-up': { text: 'This was set up already, on another device. Close this and look.' },
  'session-revoked': { text: 'You were signed out. Sign in again to go on.' },
  unauthenticated: { text: 'You were signed out. Sign in again to go on.' },
  busy: { text: 'The server is busy. Nothing was changed. Try again in a moment.' },
}

const offline: AccountProblem = {
  text: 'The server does not answer. Your work on this device is untouched. Try again when you are online.',
}
const unknown: AccountProblem = {
  text: 'The server could not do this. Nothing was changed. Try again.',
}

/** What the browser says of a passkey (Web Authentication, error names). */
const passkeySentences: Record<string, AccountProblem> = {
  NotAllowedError: {
    text: 'No passkey was used. Nothing was changed. Try again, or go another way.',
  },
  AbortError: { text: 'No passkey was used. Nothing was changed. Try again, or go another way.' },
  InvalidStateError: { text: 'There is a passkey for your account on this device already.' },
  NotSupportedError: { text: 'This browser or key makes no passkeys that can be used here.' },
  SecurityError: { text: 'Passkeys need the address that this server was set up with, and https.' },
}

const fieldTexts = {
  email: emailRule,
  password: passwordRule,
  firstName: nameRule,
  code: 'This is no code. It has 6 digits.',
  name: 'Write a name of 1 to 100 characters.',
  scopes: 'Pick what it may do.',
} satisfies Record<ProblemField, string>

/** What fields of the server's are called here. */
const fieldsOfServer: Record<string, ProblemField> = {
  email: 'email',
  password: 'password',
  newPassword: 'password',
  firstName: 'firstName',
  code: 'code',
  name: 'name',
}

interface Refusal {
  name?: string
  message?: string
  data?: {
    appCode?: string
    retryAfter?: number
    issues?: readonly { path: readonly unknown[]; message: string }[]
  }
}

/** @param error whatever the request threw */
export function accountProblem(error: unknown): AccountProblem {
  const { data, message, name } = (error ?? {}) as Refusal
  if (!data) return passkeySentences[name ?? ''] ?? offline
  const field = fieldsOfServer[String(data.issues?.[0]?.path.at(-1))]
  if (field) return { field, text: fieldTexts[field] }
  if (data.appCode === 'too-many-requests') return { text: tooManyText(data.retryAfter ?? 60) }
  const known = sentences[data.appCode ?? '']
  if (known) return known
  return data.appCode && message ? { text: message } : unknown
}

/** A passkey that the server does not take is told as a wrong code. */
export function asPasskeyProblem(problem: AccountProblem): AccountProblem {
  if (problem.field !== 'code') return problem
  return { text: 'This passkey was not taken. Nothing was changed. Try again, or go another way.' }
}

/** @param seconds until the server takes another try */
function tooManyText(seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  const wait =
    seconds < 60 ? `${seconds} seconds` : minutes === 1 ? 'a minute' : `${minutes} minutes`
  return `Too many tries. Nothing was changed. Try again in ${seconds === 1 ? 'a second' : wait}.`
}
