import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { aMail, mailerContract, senderInTest } from './contract.ts'
import { filesMailer } from './files.ts'

const temporary = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-mail-'))
  const written: string[] = []
  const mailer = filesMailer({
    folder: join(folder, 'mail'),
    from: senderInTest,
    onWritten: (path) => written.push(path),
  })
  return {
    mailer,
    written,
    async received(address: string) {
      const mails = await Promise.all(
        written.map(async (path) => PostalMime.parse(await readFile(path))),
      )
      return mails.filter(({ to }) => to?.some((one) => one.address === address))
    },
    async [Symbol.asyncDispose]() {
      await mailer[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

mailerContract('files', temporary)

test('one mail that is sent again is one file, which only its owner reads', async () => {
  await using it = await temporary()
  const mail = aMail()
  await it.mailer.send(mail)
  await it.mailer.send(mail)
  const [path = ''] = it.written
  expect(await readdir(join(path, '..'))).toEqual([`${mail.id}.eml`])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})
