import { type MailServer, mailsTo, sharedSmtp, startSmtp } from '@holdfast/tooling/services'
import { expect, test } from 'vitest'
import { aMail, mailerContract, senderInTest } from './contract.ts'
import { MailDelayed, MailRefused } from './port.ts'
import { smtpMailer } from './smtp.ts'

const mailerTo = (server: MailServer, patience = 10_000) =>
  smtpMailer({ url: server.url, from: senderInTest, patience })

const onShared = async () => {
  const server = sharedSmtp()
  const mailer = mailerTo(server)
  return {
    mailer,
    received: async (address: string) =>
      (await mailsTo(server, address)).map(({ parsed }) => parsed),
    [Symbol.asyncDispose]: () => mailer[Symbol.asyncDispose](),
  }
}

mailerContract(`SMTP (smtp-server ${sharedSmtp().version})`, onShared)

test('a person whom the mail server does not know is refused for good', async () => {
  await using it = await onShared()
  const mail = aMail({ to: { name: 'Nobody', address: 'refused@example.org' } })
  await expect(it.mailer.send(mail)).rejects.toThrow(MailRefused)
})

test('what the mail server cannot take now may be tried again', async () => {
  await using it = await onShared()
  const sending = it.mailer.send(aMail({ to: { name: 'Busy', address: 'busy@example.org' } }))
  await expect(sending).rejects.toThrow(MailDelayed)
})

test('a mail server that is away or silent delays the mail, and takes it once it is back', async () => {
  await using server = await startSmtp()
  await using mailer = mailerTo(server, 500)
  const mail = aMail()
  await server.process.kill()
  await expect(mailer.send(mail)).rejects.toThrow(MailDelayed)
  await server.process.restart()
  server.process.pause()
  await expect(mailer.send(mail)).rejects.toThrow(MailDelayed)
  server.process.continue()
  await using patient = mailerTo(server)
  await patient.send(mail)
  expect(await mailsTo(server, mail.to.address)).toHaveLength(1)
})

test('of a mail whose connection broke under way nobody says that it was not taken', async () => {
  await using server = await startSmtp()
  await using mailer = mailerTo(server)
  await mailer.send(aMail())
  server.process.pause()
  const sending = mailer.send(aMail())
  const failed = expect(sending).rejects.toThrow(
    expect.not.objectContaining({ name: 'MailDelayed' }),
  )
  await server.process.kill()
  await failed
})
