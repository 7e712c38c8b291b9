import type { SendMailOptions } from 'nodemailer'
import { type Mail, type MailAddress, requireMail } from './port.ts'

/** What nodemailer makes a message of. @throws TypeError as `requireMail` */
export const composeMail = (from: MailAddress, mail: Mail): SendMailOptions => {
  requireMail(mail)
  const { id, to, subject, text, html, unsubscribe } = mail
  return {
    from,
    to: { name: literal(to.name), address: to.address },
    subject: literal(subject),
    text,
    html,
    messageId: `<${id}@${from.address.split('@')[1]}>`,
    // RFC 3834: no out-of-office reply is wanted.
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...(unsubscribe && { list: { unsubscribe: unsubscribe.href } }),
    // Text is text: nothing in it is fetched, from disk or from elsewhere.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

// Mail programs decode `=?…?=` (RFC 2047), whoever wrote it. Parted by an invisible letter it is text.
const literal = (words: string): string => words.replaceAll('=?', '=\u200b?')
