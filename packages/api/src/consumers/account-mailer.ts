import { type DomainEvent, InvitationId, UserId } from '@holdfast/domain'
import type { Consumer, Mailer } from '@holdfast/infra'
import { readInvitation } from '../accounts/invitations.ts'
import { linkToken } from '../accounts/links.ts'
import type { Services } from '../context.ts'
import { invitationEmail } from '../emails/account-emails.ts'
import { type Links, linksTo } from '../emails/links.ts'
import { ledgerOfEvent, ledgerOfInvitation, mailOnce } from '../notifications/mail-once.ts'
import { readEntry } from '../notifications/read-telling.ts'
import { type AccountMail, accountMails, readPerson } from './account-mails.ts'

export interface AccountMailerPorts {
  services: Pick<Services, 'db' | 'log' | 'keys' | 'clock'>
  mailer: Pick<Mailer, 'send'>
  /** Where people reach the app, from the configuration. */
  appUrl: URL
}

/**
 * Mails people what concerns their account, each event once: links to follow, and what was changed. Who
 * wants no mails of work gets these all the same.
 */
export const accountMailer = (ports: AccountMailerPorts): Consumer => {
  const links = linksTo(ports.appUrl)
  return {
    name: 'account-mailer',
    topics: [...Object.keys(accountMails).map((action) => `user.${action}`), 'invitation.created'],
    handle: (event) =>
      event.entity === 'invitation' ? invite(event, ports, links) : tellPerson(event, ports, links),
  }
}

const tellPerson = async (
  { id, entityId, action }: DomainEvent,
  { services, mailer }: AccountMailerPorts,
  links: Links,
): Promise<void> => {
  const { db, keys, clock } = services
  const userId = UserId.parse(entityId)
  const mail = await db.readSnapshot(async (reader): Promise<AccountMail | undefined> => {
    const entry = await readEntry(reader, id)
    const person = entry && (await readPerson(reader, userId))
    if (!person) return undefined
    return accountMails[action]?.({ reader, entry, person, links, keys, now: clock() })
  })
  if (!mail) return
  await mailOnce({ services, mailer }, ledgerOfEvent(id, userId, { limited: false }), {
    ...{ id: `${id}.${userId}`, to: mail.to, unsubscribe: null },
    ...mail.email,
  })
}

const invite = async (
  { entityId }: DomainEvent,
  { services, mailer }: AccountMailerPorts,
  links: Links,
): Promise<void> => {
  const { db, keys, clock } = services
  const id = InvitationId.parse(entityId)
  const invitation = await db.read((reader) => readInvitation(reader, id, clock()))
  if (!invitation) return
  const href = links.mailed('invitation', linkToken(keys, 'invitation', id))
  await mailOnce({ services, mailer }, ledgerOfInvitation(id), {
    ...{ id: `invitation.${id}`, to: { name: '', address: invitation.email }, unsubscribe: null },
    ...invitationEmail(links, invitation.invitedBy, href),
  })
}
