import { mkdtempDisposable, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TaskId } from '@holdfast/domain'
import { filesMailer } from '@holdfast/infra/mail/files'
import { expect, test } from 'vitest'
import { linksTo } from './links.ts'
import { notificationEmail } from './notification-email.ts'
import { welcomeEmail } from './welcome.ts'

const links = linksTo(new URL('https://tasks.example.org'))
const id = '0190a000-1111-7000-8000-000000000001' as TaskId
const told = { by: 'Ann', title: 'Water the beans', href: links.task(id), settings: links.settings }

test('a mail says in both parts what happened, where to look and how to get no more of them', () => {
  const { subject, text, html } = notificationEmail('task-assigned', told)
  expect(subject).toBe('Ann assigned you “Water the beans”')
  for (const part of [text, html]) {
    expect(part).toContain('Ann assigned you the task “Water the beans”.')
    expect(part).toContain(`https://tasks.example.org/?task=${id}`)
    expect(part).toContain('https://tasks.example.org/settings#notifications')
  }
})

test.each(['task-assigned', 'task-completed', 'project-member-added'] as const)(
  'what people wrote is inert in the HTML of %s and as it is in the text',
  (kind) => {
    const by = '<img src=x onerror="alert(1)">'
    const title = `</title><script>alert('1')</script> & "quotes"`
    const { text, html } = notificationEmail(kind, { ...told, by, title })
    expect(text).toContain(by)
    expect(text).toContain(title)
    expect(html).not.toMatch(/<(script|img)/)
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;')
    expect(html).toContain(
      '&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;quotes&quot;',
    )
  },
)

test.each([
  ['\r\nBcc: all@example.org', 'Bcc: all@example.org'],
  [
    '\n\nYour password is over: https://evil.example',
    'Your password is over: https://evil.example',
  ],
  ['\u2028on\u0085and on\ton', 'on and on on'],
])(
  'a title of several lines is one line in subject and mail, which goes: %j',
  async (end, shown) => {
    const title = `Water${end}\n`
    const email = notificationEmail('project-member-added', { ...told, title })
    expect(email.subject).toBe(`Ann added you to “Water ${shown}”`)
    expect(email.text).toContain(`Ann added you to the project “Water ${shown}”. Its tasks`)
    await using folder = await mkdtempDisposable(join(tmpdir(), 'holdfast-mails-'))
    await using mailer = filesMailer({
      folder: folder.path,
      from: { name: 'Holdfast', address: 'holdfast@example.org' },
    })
    const to = { name: 'Bob', address: 'bob@example.org' }
    await mailer.send({ id: 'one', to, unsubscribe: null, ...email })
    expect(await readdir(folder.path)).toEqual(['one.eml'])
  },
)

test('a long title is cut between letters in the subject, and whole in the mail', () => {
  const title = '👩‍👩‍👧'.repeat(200)
  const { subject, text } = notificationEmail('task-completed', { ...told, title })
  expect(subject).toBe(`Ann completed “${'👩‍👩‍👧'.repeat(119)}…”`)
  expect(text).toContain(title)
})

test('the welcome mail names the person and leads to the app', () => {
  const { text, html } = welcomeEmail('Zoë & <b>', links)
  expect(text).toContain('Hello Zoë & <b>,')
  expect(html).toContain('Hello Zoë &amp; &lt;b&gt;,')
  expect(html).toContain('href="https://tasks.example.org/"')
})
