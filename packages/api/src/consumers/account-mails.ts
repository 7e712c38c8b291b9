import { type Reader, readRows } from '@holdfast/db'
import {
  type ActivityAction,
  type ClientKind,
  displayName,
  Email,
  type IsoDate,
  rowKey,
  SessionId,
  type User,
  type UserId,
} from '@holdfast/domain'
import type { MailAddress } from '@holdfast/infra'
import { z } from 'zod'
import { linkToken } from '../accounts/links.ts'
import type { AuthKeys } from '../auth/auth-keys.ts'
import {
  addressChangeAskedEmail,
  addressChangedEmail,
  adminRightsEmail,
  alreadyRegisteredEmail,
  confirmAddressEmail,
  confirmRegistrationEmail,
  contestedRegistrationEmail,
  deletedEmail,
  newDeviceEmail,
  passwordChangedEmail,
  passwordResetEmail,
  reinstatedEmail,
  suspendedEmail,
} from '../emails/account-emails.ts'
import type { Email as Words } from '../emails/email.ts'
import type { Links } from '../emails/links.ts'
import { securityNotice, securityNotices } from '../emails/security-notice.ts'
import { welcomeEmail } from '../emails/welcome.ts'
import type { Entry } from '../notifications/read-telling.ts'
import { deviceName } from '../sessions/device-name.ts'

/** What was done to an account, as it is told. */
interface Occasion {
  reader: Reader
  entry: Entry
  /** Whose account it is, as things stand now. */
  person: User
  links: Links
  keys: AuthKeys
  now: Date
}

export interface AccountMail {
  to: MailAddress
  email: Words
}

type Writer = (occasion: Occasion) => Promise<AccountMail | undefined> | AccountMail | undefined

const nameless = (address: string): MailAddress => ({ name: '', address })

const addressOf = ({ profile, email }: User): MailAddress => ({
  name: displayName(profile),
  address: email,
})

/** Only to who may use their account now. */
const toActive =
  (write: (occasion: Occasion) => Words): Writer =>
  (occasion) =>
    occasion.person.status === 'active'
      ? { to: addressOf(occasion.person), email: write(occasion) }
      : undefined

const welcome = toActive(({ person, links }) => welcomeEmail(person.profile.firstName, links))

const notices: Partial<Record<ActivityAction, Writer>> = Object.fromEntries(
  Object.entries(securityNotices).map(([action, words]) => [
    action,
    toActive(({ links }) => securityNotice(words, links)),
  ]),
)

/** The mail of each thing that is done to an account. Nothing is mailed of the others. */
export const accountMails: Partial<Record<ActivityAction, Writer>> = {
  ...notices,
  created: (occasion) => {
    if (occasion.person.status !== 'inactive') return welcome(occasion)
    if (occasion.entry.after?.reset === undefined) return verification(occasion)
    return passwordReset(occasion, contestedRegistrationEmail)
  },
  // A registration that was confirmed; an address that is confirmed later has been welcomed.
  'email-verified': (occasion) =>
    occasion.entry.after?.registration === true ? welcome(occasion) : undefined,
  'verification-asked': (occasion) => verification(occasion),
  'registered-again': toActive(({ links }) => alreadyRegisteredEmail(links)),
  'password-reset-asked': (occasion) => passwordReset(occasion),
  'password-changed': toActive(({ links }) => passwordChangedEmail(links, 'changed')),
  'password-reset': toActive(({ links }) => passwordChangedEmail(links, 'reset')),
  'email-change-asked': toActive(({ links }) => addressChangeAskedEmail(links)),
  'email-changed': ({ entry, links }) => {
    const before = Email.safeParse(entry.before?.email)
    return before.success
      ? { to: nameless(before.data), email: addressChangedEmail(links) }
      : undefined
  },
  'new-device': (occasion) => newDevice(occasion),
  'admin-granted': toActive(({ links }) => adminRightsEmail(links, true)),
  'admin-revoked': toActive(({ links }) => adminRightsEmail(links, false)),
  'status-changed': ({ entry, person, links }) => {
    const to = addressOf(person)
    const { status } = person
    if (status !== entry.after?.status) return undefined
    if (status === 'suspended') {
      const reason = z.string().safeParse(entry.after?.reason)
      return { to, email: suspendedEmail(links, reason.data ?? null) }
    }
    return { to, email: status === 'deleted' ? deletedEmail(links) : reinstatedEmail(links) }
  },
}

/** A person, whatever the status of their account. */
export const readPerson = async (reader: Reader, id: UserId): Promise<User | undefined> => {
  const [found] = await readRows(reader, [rowKey('user', id)])
  return found?.kind === 'user' ? found.row : undefined
}

/** Undefined where the link has been used or replaced, or the address has become somebody else's. */
const verification = async ({
  reader,
  entry,
  person,
  links,
  keys,
  now,
}: Occasion): Promise<AccountMail | undefined> => {
  const id = z.uuid().safeParse(entry.after?.verification)
  if (!id.success || person.status === 'suspended' || person.status === 'deleted') return undefined
  const [open] = await reader.rows<{ email: Email }>({
    name: 'open-verification',
    text: `SELECT v.email FROM auth.email_verifications v
           WHERE v.id = $1 AND v.user_id = $2 AND NOT v.used AND v.expires_at > $3
             AND NOT EXISTS (
               SELECT FROM users.users o WHERE lower(o.email) = lower(v.email) AND o.id <> v.user_id
                 AND o.status IN ('active', 'suspended'))`,
    values: [id.data, person.id, now],
  })
  if (!open) return undefined
  const href = links.mailed('email-verification', linkToken(keys, 'email-verification', id.data))
  const write = person.status === 'inactive' ? confirmRegistrationEmail : confirmAddressEmail
  return { to: nameless(open.email), email: write(links, href) }
}

/** Undefined where the session is forgotten already. */
const newDevice = async ({
  reader,
  entry,
  person,
  links,
}: Occasion): Promise<AccountMail | undefined> => {
  const id = SessionId.safeParse(entry.after?.session)
  if (!id.success || person.status !== 'active') return undefined
  const [session] = await reader.rows<{
    client: ClientKind
    userAgent: string | null
    ip: string | null
    at: IsoDate
  }>({
    name: 'session-of-new-device',
    text: `SELECT client, user_agent AS "userAgent", host(ip_address) AS ip, created_at AS at
           FROM auth.sessions WHERE id = $1 AND user_id = $2`,
    values: [id.data, person.id],
  })
  if (!session) return undefined
  const { client, userAgent, ip, at } = session
  const device = deviceName(client, userAgent)
  const { timezone } = person.profile
  return { to: addressOf(person), email: newDeviceEmail(links, { device, ip, at, timezone }) }
}

const passwordReset = async (
  { reader, entry, person, links, keys, now }: Occasion,
  write = passwordResetEmail,
): Promise<AccountMail | undefined> => {
  const id = z.uuid().safeParse(entry.after?.reset)
  if (!id.success || person.status === 'suspended' || person.status === 'deleted') return undefined
  const open = await reader.rows({
    name: 'open-password-reset',
    text: `SELECT FROM auth.password_resets
           WHERE id = $1 AND user_id = $2 AND NOT used AND expires_at > $3`,
    values: [id.data, person.id, now],
  })
  if (open.length === 0) return undefined
  const href = links.mailed('password-reset', linkToken(keys, 'password-reset', id.data))
  return { to: nameless(person.email), email: write(links, href) }
}
