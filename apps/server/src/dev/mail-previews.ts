import { sampleEmails } from '@holdfast/api/emails/samples'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { HttpEnv } from '../http/request-info.ts'

const page = html`<!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>Mails of Holdfast</title>
      <style>
        body { font-family: sans-serif; margin: 24px; }
        section { display: grid; grid-template-columns: repeat(auto-fit, minmax(360px, 1fr)); gap: 16px; }
        iframe { width: 100%; height: 360px; border: 1px solid; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid; padding: 24px; margin: 0; }
      </style>
    </head>
    <body>
      <h1>Mails of Holdfast</h1>
      <p>Each with its HTML and its text, from samples. None is sent.</p>
      <ul>
        ${Object.keys(sampleEmails).map((name) => html`<li><a href="#${name}">${name}</a></li>`)}
      </ul>
      ${Object.entries(sampleEmails).map(
        ([name, { subject, text }]) => html`
          <h2 id="${name}">${subject} <small>(${name})</small></h2>
          <section>
            <iframe src="/mails/${name}" title="${name}, HTML" sandbox loading="lazy"></iframe>
            <pre>${text}</pre>
          </section>`,
      )}
    </body>
  </html>`

/** A page of every mail, for who writes them. Not part of the server. */
export const mailPreviews = (): Hono<HttpEnv> =>
  new Hono<HttpEnv>()
    .get('/mails', (c) => c.html(page))
    .get('/mails/:name', (c) => {
      const name = c.req.param('name')
      const email = Object.hasOwn(sampleEmails, name) ? sampleEmails[name] : undefined
      return email ? c.html(email.html) : c.notFound()
    })
