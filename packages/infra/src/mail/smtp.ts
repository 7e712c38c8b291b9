import { createTransport } from 'nodemailer'
import { composeMail } from './compose-mail.ts'
import { type MailAddress, MailDelayed, type Mailer, MailRefused, requireAddress } from './port.ts'

export interface SmtpMailerOptions {
  /** `smtp://` or `smtps://`, with name and password where the server wants them. */
  url: string
  from: MailAddress
  /** How long a silent server is waited for at each step, in ms. */
  patience?: number
}

/** Connections at once: enough to keep a mail server busy that takes its time. */
const MOST_CONNECTIONS = 4

/** Hands mails to a mail server over kept connections. */
export const smtpMailer = ({ url, from, patience = 10_000 }: SmtpMailerOptions): Mailer => {
  requireAddress(from)
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: MOST_CONNECTIONS,
    // A mail whose connection broke may have been taken: sent again, it would come twice.
    maxRequeues: 0,
    connectionTimeout: patience,
    greetingTimeout: patience,
    // Longer: a server that never greeted is told from one that fell silent over a mail.
    socketTimeout: 2 * patience,
    dnsTimeout: patience,
  })
  return {
    async send(mail) {
      const message = composeMail(from, mail)
      try {
        await transport.sendMail(message)
      } catch (error) {
        if (isForGood(error)) throw new MailRefused(error)
        throw isCertain(error) ? new MailDelayed(error) : error
      }
    },
    async [Symbol.asyncDispose]() {
      transport.close()
    },
  }
}

const isCoded = (error: unknown): error is Error & Record<string, unknown> =>
  error instanceof Error && 'code' in error

/** RFC 5321: 5yz is an answer that another try does not change. But one about who we are may be mended. */
const isForGood = (error: unknown): boolean =>
  isCoded(error) &&
  (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') &&
  Number(error.responseCode) >= 500

/**
 * Is it certain that the mail was not taken? The server said so, or was never reached. Where the
 * connection broke it may have taken the mail and been cut off as it said so.
 */
const isCertain = (error: unknown): boolean => {
  if (!isCoded(error)) return false
  if (typeof error.responseCode === 'number' || error.code === 'EDNS') return true
  if (error.syscall === 'connect') return true
  return error.timeoutType === 'CONNECT_TIMEOUT' || error.timeoutType === 'GREETING_TIMEOUT'
}
