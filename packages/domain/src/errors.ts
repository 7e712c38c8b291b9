/** What kind of answer an expected failure is; each transport maps it in one place. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-many'
  | 'busy'

const kinds = {
  'bad-input': 'invalid',
  'bad-cursor': 'invalid',
  'assignee-not-member': 'invalid',
  'not-acquainted': 'invalid',
  'too-many-tags': 'invalid',
  'unknown-mutation': 'invalid',
  'import-unreadable': 'invalid',
  'link-used-up': 'invalid',
  'wrong-code': 'invalid',
  'password-weak': 'invalid',
  unauthenticated: 'unauthenticated',
  'wrong-credentials': 'unauthenticated',
  'session-revoked': 'unauthenticated',
  'sign-in-over': 'unauthenticated',
  forbidden: 'forbidden',
  'account-suspended': 'forbidden',
  'registration-closed': 'forbidden',
  'task-not-found': 'not-found',
  'project-not-found': 'not-found',
  'user-not-found': 'not-found',
  'member-not-found': 'not-found',
  'session-not-found': 'not-found',
  'token-not-found': 'not-found',
  'passkey-not-found': 'not-found',
  'invitation-not-found': 'not-found',
  'email-taken': 'conflict',
  'id-taken': 'conflict',
  'already-member': 'conflict',
  'project-archived': 'conflict',
  'project-deleted': 'conflict',
  'last-owner': 'conflict',
  'last-admin': 'conflict',
  'already-set-up': 'conflict',
  'not-set-up': 'conflict',
  'own-account': 'conflict',
  'account-not-active': 'conflict',
  outdated: 'conflict',
  'too-many-requests': 'too-many',
  busy: 'busy',
} as const satisfies Record<string, ErrorKind>

export type AppErrorCode = keyof typeof kinds

/** An expected failure, with a sentence for the person. Anything else that is thrown is a bug. */
export class AppError extends Error {
  readonly code: AppErrorCode
  /** When to ask again, in seconds; undefined where that makes no sense or is not known. */
  readonly retryAfter: number | undefined

  constructor(code: AppErrorCode, message: string, { retryAfter }: { retryAfter?: number } = {}) {
    super(message)
    this.name = 'AppError'
    this.code = code
    this.retryAfter = retryAfter
  }

  get kind(): ErrorKind {
    return kinds[this.code]
  }
}
