import { join } from 'node:path'
import type { Mailer } from '@holdfast/infra'
import type { Config } from '../config/config.ts'
import type { ServerLog } from '../log/open-log.ts'

/** Where the mails go that no mail server is named for. */
const mailFolderOf = ({ dataFolder }: Pick<Config, 'dataFolder'>): string =>
  join(dataFolder, 'mail')

/** Hands mails to the mail server of this configuration, else to files. Reaches for none yet. */
export const openMail = async (
  config: Pick<Config, 'dataFolder' | 'smtpUrl' | 'mailFrom'>,
  log: ServerLog,
): Promise<Mailer> => {
  const { smtpUrl, mailFrom: from } = config
  if (smtpUrl) {
    const { smtpMailer } = await import('@holdfast/infra/mail/smtp')
    return smtpMailer({ url: smtpUrl, from })
  }
  const { filesMailer } = await import('@holdfast/infra/mail/files')
  const onWritten = (path: string) => log.info({ path }, `a mail was written: ${path}`)
  return filesMailer({ folder: mailFolderOf(config), from, onWritten })
}
