/** A mail's words, before it is known who gets it. */
export interface Email {
  subject: string
  text: string
  html: string
}

/** One thing to say, its button, and why the person gets this. */
export interface Message {
  subject: string
  /** Each a paragraph; what people wrote stands in them as it is. */
  paragraphs: readonly string[]
  action: { label: string; href: URL }
  /** Why this came, and where to say that no more should. */
  footer: { reason: string; label: string; href: URL }
}

const named: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as HTML that shows it, in an element as in a quoted attribute. */
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => named[letter] ?? letter)

const INK = 'color:#1c2b33'
const QUIET = 'color:#5b6b73;font-size:13px;line-height:20px'
const BUTTON =
  'display:inline-block;padding:10px 16px;border-radius:6px;background:#0f6b7a;color:#ffffff;text-decoration:none'

/** The two parts of a mail. Mail programs know little of CSS: one column, styles on the elements. */
export const writeEmail = ({ subject, paragraphs, action, footer }: Message): Email => ({
  subject,
  text: [
    ...paragraphs,
    `${action.label}: ${action.href}`,
    `-- \n${footer.reason} ${footer.label}: ${footer.href}`,
  ].join('\n\n'),
  html: [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>`,
    `<body style="margin:0;padding:24px;font-family:sans-serif;font-size:16px;line-height:24px;${INK}">`,
    '<div style="max-width:560px">',
    ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    `<p><a href="${escapeHtml(action.href.href)}" style="${BUTTON}">${escapeHtml(action.label)}</a></p>`,
    `<p style="${QUIET}">${escapeHtml(footer.reason)}`,
    `<a href="${escapeHtml(footer.href.href)}" style="${QUIET}">${escapeHtml(footer.label)}</a></p>`,
    '</div></body></html>',
  ].join('\n'),
})
