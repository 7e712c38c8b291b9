import { type Email, writeEmail } from './email.ts'
import type { Links } from './links.ts'

/** What a person gets who has made an account. */
export const welcomeEmail = (firstName: string, links: Links): Email =>
  writeEmail({
    subject: 'Your Holdfast account is ready',
    paragraphs: [
      `Hello ${firstName},`,
      'Your account is ready. What you write is saved on your device at once, with or without a ' +
        'network, and sent to your other devices when there is one.',
    ],
    action: { label: 'Open Holdfast', href: links.home },
    footer: {
      reason: 'You get this once, because an account was made with this address.',
      label: 'Choose which mails you get',
      href: links.settings,
    },
  })
