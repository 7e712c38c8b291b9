import { expect, test } from 'vitest'
import { preferenceOf } from '../notifications/notification.ts'
import * as accountEmails from './account-emails.ts'
import { sampleEmails } from './samples.ts'
import { securityNotices } from './security-notice.ts'

test('every template of a mail has a sample', () => {
  const shown = new Set(Object.keys(sampleEmails).map((name) => name.replace(/Email-.*/, 'Email')))
  const templates = [accountEmails, securityNotices, preferenceOf].flatMap((all) =>
    Object.keys(all),
  )
  expect(shown).toEqual(new Set([...templates, 'welcomeEmail']))
})

test.each(Object.entries(sampleEmails))(
  '%s says the same in both parts, each with its links whole',
  (_, { subject, text, html }) => {
    expect(subject).toMatch(/^\S.*\S$/)
    const linked = new Set([...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href))
    expect(linked.size).toBeGreaterThan(0)
    for (const href of linked) expect(text).toContain(href)
    expect(html).not.toMatch(/<(script|img|link)|undefined|\[object/)
    expect(text).not.toMatch(/undefined|\[object/)
  },
)
