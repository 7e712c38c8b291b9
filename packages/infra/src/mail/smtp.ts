import { createTransport } from 'nodemailer'
import { composeMail } from './compose-mail.ts'
import { type MailAddress, type Mailer, MailRefused, requireAddress } from './port.ts'

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
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    dnsTimeout: patience,
  })
  return {
    async send(mail) {
      const message = composeMail(from, mail)
      try {
        await transport.sendMail(message)
      } catch (error) {
        throw isForGood(error) ? new MailRefused(error) : error
      }
    },
    async [Symbol.asyncDispose]() {
      transport.close()
    },
  }
}

/** RFC 5321: 5yz is an answer that another try does not change. But one about who we are may be mended. */
const isForGood = (error: unknown): boolean => {
  if (!(error instanceof Error && 'code' in error && 'responseCode' in error)) return false
  const { code, responseCode } = error
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') return false
  return typeof responseCode === 'number' && responseCode >= 500
}
