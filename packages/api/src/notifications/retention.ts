import type { Transaction } from '@holdfast/db'

/** Days for which a notification is kept after it was read. One that nobody read stays. */
export const READ_DAYS = 90
/** Days for which it is known that a mail was sent. */
export const MAIL_DAYS = 30
/**
 * Days after which an event is told to nobody any more. Less than `MAIL_DAYS`: when an event comes
 * again, as a dead letter that is put back, what was told of it is still known or it is too old.
 */
export const TELL_DAYS = 29
/** Hours after which nobody is sending a mail any more: whoever was has ended in between. */
export const SENDING_HOURS = 1

/** Forgets notifications that were read before. @returns how many, at most `most` */
export const pruneNotifications = async (
  tx: Transaction,
  before: Date,
  most: number,
): Promise<number> => {
  const gone = await tx.rows({
    name: 'prune-notifications',
    text: `DELETE FROM users.notifications WHERE id IN (
             SELECT id FROM users.notifications WHERE read_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED
           ) RETURNING 1 AS gone`,
    values: [before, most],
  })
  return gone.length
}

/** Forgets mails that were begun before. @returns how many, at most `most` */
export const pruneMails = async (tx: Transaction, before: Date, most: number): Promise<number> => {
  const gone = await tx.rows({
    name: 'prune-mails',
    text: `DELETE FROM users.mails WHERE (event_id, user_id) IN (
             SELECT event_id, user_id FROM users.mails
             WHERE created_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED
           ) RETURNING 1 AS gone`,
    values: [before, most],
  })
  return gone.length
}

/**
 * Says of mails whose sender ended under way what is true: nobody knows whether they went. They are
 * not sent again. @returns how many, at most `most`
 */
export const settleLostMails = async (
  tx: Transaction,
  before: Date,
  most: number,
): Promise<number> => {
  const settled = await tx.rows({
    name: 'settle-lost-mails',
    text: `UPDATE users.mails SET state = 'unknown' WHERE (event_id, user_id) IN (
             SELECT event_id, user_id FROM users.mails
             WHERE state = 'sending' AND created_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED
           ) RETURNING 1 AS settled`,
    values: [before, most],
  })
  return settled.length
}
