import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { composeMail } from './compose-mail.ts'
import { type MailAddress, type Mailer, requireAddress } from './port.ts'

export interface FilesMailerOptions {
  /** Where the mails go, one `.eml` file each; made when absent. */
  folder: string
  from: MailAddress
  /** Told of each file. */
  onWritten?: (path: string) => void
}

/** Delivers nothing: writes each mail to a file that any mail program opens. One id, one file. */
export const filesMailer = ({ folder, from, onWritten }: FilesMailerOptions): Mailer => {
  requireAddress(from)
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })
  return {
    async send(mail) {
      const { message } = await transport.sendMail(composeMail(from, mail))
      const path = join(folder, `${mail.id}.eml`)
      await mkdir(folder, { recursive: true })
      // Renamed when it is whole. Mails hold what people wrote: they are the owner's to read.
      const draft = `${path}.${crypto.randomUUID()}.draft`
      await writeFile(draft, message, { mode: 0o600, flag: 'wx' })
      await rename(draft, path)
      onWritten?.(path)
    },
    async [Symbol.asyncDispose]() {
      transport.close()
    },
  }
}
