import type { Database, Statement } from '@holdfast/db'
import type { InvitationId, UserId } from '@holdfast/domain'
import { type Mail, MailDelayed, type Mailer, MailRefused } from '@holdfast/infra'
import type { Services } from '../context.ts'

/** Above this only the inbox tells: an import may assign a thousand tasks to one person. */
const MOST_MAILS_PER_HOUR = 30

/** Where it is known of one mail that it is being sent, and what became of it. */
export interface MailLedger {
  /** What is to be named of it in the log. */
  name: string
  /** Gives a row to the one who may send it. */
  claim: Statement
  giveFree: Statement
  settle(state: 'sent' | 'refused' | 'unknown'): Statement
}

/**
 * The ledger of what a person is told of an event.
 * @param limited only so many an hour; what concerns the account itself always goes
 */
export const ledgerOfEvent = (
  eventId: string,
  userId: UserId,
  { limited }: { limited: boolean },
): MailLedger => ({
  name: eventId,
  claim: {
    name: 'claim-mail',
    text: `INSERT INTO users.mails (event_id, user_id)
           SELECT $1, $2
           WHERE NOT $4::boolean
              OR (SELECT count(*) FROM users.mails
                  WHERE user_id = $2 AND created_at > now() - interval '1 hour') < $3
           ON CONFLICT DO NOTHING RETURNING 1 AS claimed`,
    values: [eventId, userId, MOST_MAILS_PER_HOUR, limited],
  },
  giveFree: {
    name: 'give-mail-free',
    text: `DELETE FROM users.mails WHERE event_id = $1 AND user_id = $2 AND state = 'sending'`,
    values: [eventId, userId],
  },
  settle: (state) => ({
    name: 'settle-mail',
    text: 'UPDATE users.mails SET state = $3 WHERE event_id = $1 AND user_id = $2',
    values: [eventId, userId, state],
  }),
})

/** The ledger of an invitation, whose address may be nobody's yet. */
export const ledgerOfInvitation = (id: InvitationId): MailLedger => ({
  name: id,
  claim: {
    name: 'claim-invitation-mail',
    text: `UPDATE auth.invitations SET mail = 'sending' WHERE id = $1 AND mail IS NULL
           RETURNING 1 AS claimed`,
    values: [id],
  },
  giveFree: {
    name: 'give-invitation-mail-free',
    text: `UPDATE auth.invitations SET mail = NULL WHERE id = $1 AND mail = 'sending'`,
    values: [id],
  },
  settle: (state) => ({
    name: 'settle-invitation-mail',
    text: 'UPDATE auth.invitations SET mail = $2 WHERE id = $1',
    values: [id, state],
  }),
})

interface Parts {
  services: Pick<Services, 'db' | 'log'>
  mailer: Pick<Mailer, 'send'>
}

/**
 * Sends a mail at most once. First it is committed that this mail is being sent, then it is sent, then
 * it is committed that it was. So a process that is killed between may lose a mail, and nothing sends
 * one twice: only where the mail server has certainly not taken it is it given free for another try.
 * @throws MailDelayed: to be tried again
 */
export const mailOnce = async (
  { services: { db, log }, mailer }: Parts,
  ledger: MailLedger,
  mail: Mail,
): Promise<void> => {
  const enter = entering(db)
  const claimed = await enter(ledger.claim)
  if (claimed.length === 0) return
  try {
    await mailer.send(mail)
  } catch (error) {
    if (error instanceof MailDelayed) {
      await enter(ledger.giveFree)
      throw error
    }
    const state = error instanceof MailRefused ? 'refused' : 'unknown'
    // Without the error's words: they may quote the address.
    log.warn({ mail: ledger.name, state }, 'a mail was refused, or nobody knows whether it went')
    await enter(ledger.settle(state))
    return
  }
  await enter(ledger.settle('sent'))
}

const entering = (db: Pick<Database, 'transact'>) => (statement: Statement) =>
  db.transact((tx) => tx.rows(statement))
