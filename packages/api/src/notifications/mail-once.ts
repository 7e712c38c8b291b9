import type { User } from '@holdfast/domain'
import { displayName } from '@holdfast/domain'
import { MailDelayed, type Mailer, MailRefused } from '@holdfast/infra'
import type { Services } from '../context.ts'
import type { Email } from '../emails/email.ts'

interface Parts {
  services: Pick<Services, 'db' | 'log'>
  mailer: Pick<Mailer, 'send'>
}

interface Mailing {
  eventId: string
  user: User
  email: Email
  /** null for a mail that everybody gets once. */
  unsubscribe: URL | null
}

/** Above this only the inbox tells: an import may assign a thousand tasks to one person. */
const MOST_MAILS_PER_HOUR = 30

/**
 * Mails a person about an event, at most once. First it is committed that this mail is being sent,
 * then it is sent, then it is committed that it was. So a process that is killed between may lose a
 * mail, and nothing sends one twice: only where the mail server has certainly not taken it is it
 * given free for another try.
 * @throws MailDelayed: to be tried again
 */
export const mailOnce = async (parts: Parts, mailing: Mailing): Promise<void> => {
  if (!(await claim(parts, mailing))) return
  const { eventId, user, email, unsubscribe } = mailing
  const to = { name: displayName(user.profile), address: user.email }
  const id = `${eventId}.${user.id}`
  try {
    await parts.mailer.send({ id, to, ...email, unsubscribe })
  } catch (error) {
    if (error instanceof MailDelayed) {
      await giveFree(parts, mailing)
      throw error
    }
    const state = error instanceof MailRefused ? 'refused' : 'unknown'
    // Without the error's words: they may quote the address.
    parts.services.log.warn(
      { eventId, state },
      'a mail was refused, or nobody knows whether it went',
    )
    return settle(parts, mailing, state)
  }
  await settle(parts, mailing, 'sent')
}

const claim = async ({ services: { db } }: Parts, { eventId, user }: Mailing): Promise<boolean> => {
  const claimed = await db.transact((tx) =>
    tx.rows({
      name: 'claim-mail',
      text: `INSERT INTO users.mails (event_id, user_id)
             SELECT $1, $2
             WHERE (SELECT count(*) FROM users.mails
                    WHERE user_id = $2 AND created_at > now() - interval '1 hour') < $3
             ON CONFLICT DO NOTHING RETURNING 1 AS claimed`,
      values: [eventId, user.id, MOST_MAILS_PER_HOUR],
    }),
  )
  return claimed.length === 1
}

const giveFree = ({ services: { db } }: Parts, { eventId, user }: Mailing) =>
  db.transact((tx) =>
    tx.rows({
      name: 'give-mail-free',
      text: `DELETE FROM users.mails WHERE event_id = $1 AND user_id = $2 AND state = 'sending'`,
      values: [eventId, user.id],
    }),
  )

const settle = async (
  { services: { db } }: Parts,
  { eventId, user }: Mailing,
  state: 'sent' | 'refused' | 'unknown',
): Promise<void> => {
  await db.transact((tx) =>
    tx.rows({
      name: 'settle-mail',
      text: 'UPDATE users.mails SET state = $3 WHERE event_id = $1 AND user_id = $2',
      values: [eventId, user.id, state],
    }),
  )
}
