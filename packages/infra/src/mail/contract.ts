import type { Email } from 'postal-mime'
import { describe, expect, test } from 'vitest'
import type { Mail, MailAddress, Mailer } from './port.ts'

/** A mailer, and what has come of its mails; gone when disposed. */
export interface MailerInTest extends AsyncDisposable {
  mailer: Mailer
  /** What was received for an address, as any mail program reads it. */
  received(address: string): Promise<Email[]>
}

export const senderInTest: MailAddress = { name: 'Holdfast', address: 'no-reply@example.org' }

/** A mail to an address of its own, so that suites at the same time do not meet. */
export const aMail = (changes: Partial<Mail> = {}): Mail => {
  const id = crypto.randomUUID()
  return {
    id,
    to: { name: 'Ada Lovelace', address: `ada-${id}@example.org` },
    subject: 'A task is yours',
    text: 'Water the beans',
    html: '<p>Water the beans</p>',
    unsubscribe: null,
    ...changes,
  }
}

const only = <T>(found: readonly T[]): T => {
  expect(found).toHaveLength(1)
  return found[0] as T
}

const headerOf = (mail: Email, name: string): string | undefined =>
  mail.headers.find(({ key }) => key === name)?.value

/** What every adapter of the mail port does. @param name with the version of what it speaks to */
export const mailerContract = (name: string, make: () => Promise<MailerInTest>): void => {
  describe(`mail: ${name}`, () => {
    const deliver = async (mail: Mail): Promise<Email> => {
      await using it = await make()
      await it.mailer.send(mail)
      return only(await it.received(mail.to.address))
    }

    test('carries both parts, who it is from and who it is for', async () => {
      const mail = aMail()
      const found = await deliver(mail)
      expect(found.from).toMatchObject(senderInTest)
      expect(found.to).toMatchObject([mail.to])
      expect(found.subject).toBe(mail.subject)
      expect(found.text?.trim()).toBe(mail.text)
      expect(found.html?.trim()).toBe(mail.html)
      expect(Number.isNaN(Date.parse(found.date ?? ''))).toBe(false)
    })

    test('says which mail it is, and that nobody wrote it by hand', async () => {
      const mail = aMail()
      const found = await deliver(mail)
      expect(found.messageId).toBe(`<${mail.id}@example.org>`)
      expect(headerOf(found, 'auto-submitted')).toBe('auto-generated')
      expect(headerOf(found, 'list-unsubscribe')).toBeUndefined()
    })

    test('says where to unsubscribe', async () => {
      const unsubscribe = new URL('https://tasks.example.org/account?from=mail#notifications')
      const found = await deliver(aMail({ unsubscribe }))
      expect(headerOf(found, 'list-unsubscribe')).toBe(`<${unsubscribe}>`)
    })

    test.each([
      ['accents and emoji', 'Zoë “pflückt” Äpfel 🍎'],
      ['another script', '豆に水をやる'],
      ['right to left', 'مهمة جديدة'],
      ['a long line', 'beans '.repeat(400).trim()],
    ])('keeps %s in name, subject and both parts', async (_what, words) => {
      const mail = aMail({ subject: words, text: words, html: `<p>${words}</p>` })
      mail.to.name = words.slice(0, 100).trim()
      const found = await deliver(mail)
      expect(found.subject).toBe(mail.subject)
      expect(found.to).toMatchObject([mail.to])
      expect(found.text?.trim()).toBe(mail.text)
      expect(found.html?.trim()).toBe(mail.html)
    })

    test('takes nothing that a person wrote for an encoded word', async () => {
      const words = '=?utf-8?Q?=0D=0ABcc:?='
      const mail = aMail({ subject: words })
      mail.to.name = words
      const found = await deliver(mail)
      const visible = (text = '') => text.replaceAll('\u200b', '')
      expect(visible(found.subject)).toBe(words)
      expect(visible(found.to?.[0]?.name)).toBe(words)
    })

    test('keeps lines that mean something to mail servers', async () => {
      const text = ['.', '..', 'From here', 'Subject: another', '', '--', '.', 'end'].join('\n')
      expect((await deliver(aMail({ text }))).text?.trim()).toBe(text)
    })

    test('sends each of several at once, once', async () => {
      await using it = await make()
      const mails = Array.from({ length: 20 }, () => aMail())
      await Promise.all(mails.map((mail) => it.mailer.send(mail)))
      for (const { id, to } of mails)
        expect(only(await it.received(to.address)).messageId).toContain(id)
    })

    test.each<[string, Partial<Mail>]>([
      ['a subject of two lines', { subject: 'Hello\r\nBcc: eve@example.org' }],
      ['a subject with a line feed', { subject: 'Hello\nthere' }],
      ['a subject with a NUL', { subject: 'Hello\0' }],
      ['a subject with half a letter', { subject: 'Hello \ud83c' }],
      [
        'a name of two lines',
        { to: { name: 'A\r\nBcc: e@example.org', address: 'a@example.org' } },
      ],
      ['a name with a line separator', { to: { name: 'A\u2028B', address: 'a@example.org' } }],
      [
        'an address of two lines',
        { to: { name: 'A', address: 'a@example.org\r\nRCPT TO:<e@x.org>' } },
      ],
      ['two addresses', { to: { name: 'A', address: 'a@example.org,e@example.org' } }],
      ['an address in brackets', { to: { name: 'A', address: '<a@example.org>' } }],
      ['an address with a space', { to: { name: 'A', address: 'a b@example.org' } }],
      ['no address', { to: { name: 'A', address: '' } }],
      ['an id that leads elsewhere', { id: '../a' }],
      ['an id of two lines', { id: 'a\r\nb' }],
    ])('refuses %s', async (_what, changes) => {
      await using it = await make()
      await expect(it.mailer.send(aMail(changes))).rejects.toThrow(TypeError)
    })

    test('shows a name that would be an address as a name', async () => {
      const mail = aMail()
      mail.to.name = '"Eve" <eve@example.org>, Mallory'
      expect((await deliver(mail)).to).toMatchObject([mail.to])
    })
  })
}
