import { sampleEmails } from '@holdfast/api/emails/samples'
import { expect, test } from 'vitest'
import { mailPreviews } from './mail-previews.ts'

/** As hono writes what HTML would read otherwise. */
const NAMED: Record<string, string> = { quot: '"', lt: '<', gt: '>', amp: '&', '#39': "'" }

const get = async (path: string) => {
  const response = await mailPreviews().request(path)
  return { status: response.status, body: await response.text() }
}

test('every mail is shown with its subject, its text and its HTML', async () => {
  const page = await get('/mails')
  const shown = page.body.replace(/&(quot|lt|gt|amp|#39);/g, (_, name) => NAMED[name] ?? '')
  for (const [name, { subject, text, html }] of Object.entries(sampleEmails)) {
    expect(shown).toContain(subject)
    expect(shown).toContain(text)
    expect(page.body).toContain(`src="/mails/${name}"`)
    expect(await get(`/mails/${name}`)).toEqual({ status: 200, body: html })
  }
  expect(page.body).not.toContain('<beans>')
  expect((await get('/mails/constructor')).status).toBe(404)
})
