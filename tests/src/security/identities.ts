import type { AppErrorCode } from '@holdfast/domain'

/**
 * Who asks. `owner`, `editor` and `viewer` are members of the project that is asked for; `other` has
 * an account and nothing to do with it, as has `admin`, who looks after accounts; a `stranger` has
 * none. A task without a project was created by `owner` and is assigned to `editor`.
 */
export const identities = ['owner', 'editor', 'viewer', 'admin', 'other', 'stranger'] as const
export type Identity = (typeof identities)[number]
export const people = ['owner', 'editor', 'viewer', 'admin', 'other'] as const
export type Person = (typeof people)[number]

/** What one is answered: `ok`, or why not. */
export type Answer = 'ok' | AppErrorCode
export type Answers = Readonly<Record<Identity, Answer>>

type NotFound = Extract<AppErrorCode, `${string}-not-found`>

const all = (answer: Answer): Answers => ({
  owner: answer,
  editor: answer,
  viewer: answer,
  admin: answer,
  other: answer,
  stranger: answer,
})

const signedIn: Answers = { ...all('ok'), stranger: 'unauthenticated' }

const members = (absent: NotFound): Answers => ({ ...signedIn, admin: absent, other: absent })

const editors = (absent: NotFound): Answers => ({ ...members(absent), viewer: 'forbidden' })

const assignees = (absent: NotFound): Answers => ({ ...members(absent), viewer: absent })

/** Who is let in. To those who may not see what is asked for, it is absent. */
export const allow = {
  /** Everybody is answered alike. */
  all,
  anybody: all('ok'),
  /** Whoever has signed in; what they are shown is theirs. */
  signedIn,
  /** Whoever may see it. */
  members,
  editors,
  owners: (absent: NotFound): Answers => ({ ...editors(absent), editor: 'forbidden' }),
  /** Of a task without a project: its creator and its assignee. */
  assignees,
  /** Of a task without a project: its creator. */
  creators: (absent: NotFound): Answers => ({ ...assignees(absent), editor: 'forbidden' }),
  /** Who looks after accounts. */
  admins: { ...all('forbidden'), admin: 'ok', stranger: 'unauthenticated' } satisfies Answers,
}

/** Those with an account who have nothing to do with a stage. */
export const outsiders = ['other', 'admin'] as const
export const isOutside = (who: Identity): boolean =>
  who === 'stranger' || outsiders.some((one) => one === who)
