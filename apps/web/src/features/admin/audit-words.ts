import type { AuditEntry } from './admin-types.ts'

/** A sentence in parts; what stands in `name` is somebody’s name. */
export type Phrase = readonly (string | { name: string })[]

const DELETED = 'Deleted account'

/** Whoever that was. */
export const personText = (person: AuditEntry['actor']): string =>
  person?.name || person?.email || DELETED

const clientNames: Record<string, string> = {
  web: 'a browser',
  desktop: 'the desktop app',
  tool: 'a tool',
}

const withArticle: Record<AuditEntry['entity'], string> = {
  task: 'a task',
  project: 'a project',
  user: 'an account',
  invitation: 'an invitation',
  'account-request': 'a request about an account',
}

/** Fields as people know them, for the fields of an edit. */
const fieldNames: Record<string, string> = {
  completedAt: 'time of completion',
  dueDate: 'due date',
  dueAllDay: 'due date',
  assignedTo: 'assignee',
  projectId: 'project',
  firstName: 'first name',
  lastName: 'last name',
  orderKey: 'place',
}

/** The names of fields, as people read them. */
export const fieldsText = (fields: readonly string[]): string => {
  const names = [...new Set(fields.map((field) => fieldNames[field] ?? field))]
  return new Intl.ListFormat('en').format(names)
}

type Words = (entry: AuditEntry, concerned: { name: string }, own: boolean) => Phrase

const client = ({ values }: AuditEntry): string => {
  const used = clientNames[String(values.client?.to ?? values.client?.from)]
  return used ? ` with ${used}` : ''
}

const statusWords: Words = ({ values }, concerned, own) => {
  const { from, to } = values.status ?? {}
  const reason = values.reason?.to ? [`: “${values.reason.to}”`] : []
  if (to === 'suspended') return ['suspended ', concerned, ...reason]
  if (to === 'deleted')
    return own ? ['deleted their account'] : ['deleted the account of ', concerned]
  if (from === 'suspended') return ['reinstated ', concerned]
  return own ? ['confirmed their account'] : ['activated the account of ', concerned]
}

const ofAccount: Partial<Record<AuditEntry['action'], Words>> = {
  created: (_, concerned, own) => (own ? ['registered'] : ['made an account for ', concerned]),
  edited: ({ fields }) => ['changed ', fieldsText(fields), ' of their profile'],
  'signed-in': (entry) => [`signed in${client(entry)}`],
  'new-device': () => ['used a device for the first time'],
  'signed-out': (entry) => [`signed out${client(entry)}`],
  'status-changed': statusWords,
  'admin-granted': (_, concerned) => ['made ', concerned, ' an admin'],
  'admin-revoked': (_, concerned) => ['took the admin rights of ', concerned],
  'second-factor-reset': (_, concerned) => ['reset the second factor of ', concerned],
  'session-ended': (entry, concerned, own) =>
    own
      ? [`ended a session of their own${client(entry)}`]
      : ['ended a session of ', concerned, client(entry)],
  'email-verified': () => ['confirmed their e-mail address'],
  'email-change-asked': () => ['asked to change their e-mail address'],
  'email-changed': () => ['changed their e-mail address'],
  'password-changed': () => ['changed their password'],
  'password-reset-asked': (_, concerned) => ['asked for a new password for ', concerned],
  'password-reset': () => ['set a new password by a mailed link'],
  'verification-asked': () => ['asked for another confirmation mail'],
  'session-reused': (_, concerned) => [
    'ended a session of ',
    concerned,
    ', as its secret was used a second time',
  ],
  'second-factor-added': () => ['set up a second factor'],
  'second-factor-removed': () => ['removed their second factor'],
  'recovery-codes-renewed': () => ['made new recovery codes'],
  'recovery-code-used': () => ['signed in with a recovery code'],
  'second-factor-refused': () => ['gave a wrong code'],
  refused: ({ values }) => [
    `asked for ${values.deed?.to ?? values.asked?.to}, which they may not do`,
  ],
  'passkey-added': () => ['added a passkey'],
  'passkey-removed': () => ['removed a passkey'],
  'passkey-refused': (_, concerned) => ['refused a passkey of ', concerned],
  'token-created': () => ['made an access token'],
  'token-revoked': () => ['revoked an access token'],
}

const ofInvitation: Partial<Record<AuditEntry['action'], Words>> = {
  created: (_, concerned) => ['invited ', concerned],
  revoked: (_, concerned) => ['revoked the invitation of ', concerned],
  accepted: (_, concerned) => ['accepted the invitation of ', concerned],
}

const ofMembership: Partial<Record<AuditEntry['action'], Words>> = {
  'member-added': ({ values }, concerned) => [
    'added ',
    concerned,
    ` to a project${values.role?.to ? ` as ${values.role.to}` : ''}`,
  ],
  'member-removed': (_, concerned, own) =>
    own ? ['left a project'] : ['removed ', concerned, ' from a project'],
  'member-role-changed': ({ values }, concerned) => [
    'made ',
    concerned,
    values.role?.to ? ` ${values.role.to} of a project` : ' something else in a project',
  ],
}

/** What people did with their work, said without any of it. */
const ofWork: Words = ({ action, entity, fields }) => {
  const what = withArticle[entity]
  if (action === 'edited') return [`changed ${fieldsText(fields)} of ${what}`]
  if (action === 'status-changed') return [`changed the status of ${what}`]
  if (action === 'ordered') return [`put ${what} in another place`]
  return [`${action.replaceAll('-', ' ')} ${what}`]
}

const wordsFor = ({ entity, action }: AuditEntry): Words => {
  if (entity === 'user') return ofAccount[action] ?? ofWork
  if (entity === 'invitation') return ofInvitation[action] ?? ofWork
  return ofMembership[action] ?? ofWork
}

/** What happened, as a sentence without its full stop. Who did it stands first. */
export function sentenceOf(entry: AuditEntry): Phrase {
  const { actor, concerns } = entry
  const who = actor ? { name: personText(actor) } : 'The server '
  const own = actor !== null && actor.id === concerns?.id
  const rest = wordsFor(entry)(entry, { name: personText(concerns) }, own)
  return actor ? [who, ' ', ...rest] : [who, ...rest]
}

/** Every action, in words for a list to choose from. */
export const actionText = (action: string): string => {
  const words = action.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
