/** What a refused or unanswered request of an account means to the person. */
export interface AccountProblem {
  text: string
  field?: 'email' | 'password' | 'firstName'
}

const sentences: Record<string, AccountProblem> = {
  'wrong-credentials': {
    field: 'password',
    text: 'E-mail and password do not match. Your work on this device is untouched. Try again.',
  },
  'email-taken': {
    field: 'email',
    text: 'There is an account with this e-mail already. Sign in instead.',
  },
  busy: { text: 'The server is busy. Nothing was changed. Try again in a moment.' },
}

const offline: AccountProblem = {
  text: 'The server does not answer. Your work on this device is untouched. Try again when you are online.',
}
const unknown: AccountProblem = {
  text: 'The server could not do this. Nothing was changed. Try again.',
}

interface Refusal {
  data?: { appCode?: string; issues?: readonly { path: readonly unknown[]; message: string }[] }
}

/** @param error whatever the request threw */
export function accountProblem(error: unknown): AccountProblem {
  const data = (error as Refusal | null)?.data
  if (!data) return offline
  const issue = data.issues?.[0]
  const field = issue?.path.at(-1)
  if (issue && (field === 'email' || field === 'password' || field === 'firstName')) {
    return { field, text: fieldText(field) }
  }
  return sentences[data.appCode ?? ''] ?? unknown
}

export const passwordRule =
  'A password has 12 to 256 characters. A few words are easier to keep than a few signs.'

function fieldText(field: 'email' | 'password' | 'firstName'): string {
  if (field === 'email') return 'This is not an e-mail address. It looks like name@example.org.'
  if (field === 'password') return passwordRule
  return 'Write a name, so that others know who you are.'
}
