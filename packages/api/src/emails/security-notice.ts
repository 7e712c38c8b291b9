import type { ActivityAction } from '@holdfast/domain'
import { type Email, writeEmail } from './email.ts'
import type { Links } from './links.ts'

interface Words {
  subject: string
  said: string
}

/** What is done to how somebody signs in, and what they are told of it. */
export const securityNotices = {
  'session-reused': {
    subject: 'One of your sessions was ended',
    said: 'Two devices used one session, as happens when it was copied from one to the other. It was ended on both.',
  },
  'second-factor-added': {
    subject: 'A second factor was added',
    said: 'From now on your Holdfast account asks for a code of your authenticator app.',
  },
  'second-factor-removed': {
    subject: 'A second factor was removed',
    said: 'Your Holdfast account asks for no code of an authenticator app any more.',
  },
  'second-factor-reset': {
    subject: 'Your second factor was reset',
    said: 'Whoever looks after this server took the second factor off your Holdfast account. It is signed in to with the password alone.',
  },
  'second-factor-refused': {
    subject: 'Somebody knows your password',
    said: 'Somebody entered the right password of your Holdfast account, and wrong codes of the second factor. They did not come in.',
  },
  'recovery-codes-renewed': {
    subject: 'You have new recovery codes',
    said: 'The recovery codes of your Holdfast account were made anew. Those of before are good no more.',
  },
  'recovery-code-used': {
    subject: 'A recovery code was used',
    said: 'Somebody signed in to your Holdfast account with a recovery code in place of the second factor.',
  },
  'passkey-added': {
    subject: 'A passkey was added',
    said: 'A passkey was added to your Holdfast account. Who has it can sign in.',
  },
  'passkey-removed': {
    subject: 'A passkey was removed',
    said: 'A passkey was removed from your Holdfast account.',
  },
  'passkey-refused': {
    subject: 'A passkey was refused',
    said: 'A passkey of your Holdfast account was used in a way that suggests a copy of it. It was not let in.',
  },
  'token-created': {
    subject: 'An access token was made',
    said: 'A personal access token was made for your Holdfast account. Who has it can act in your name.',
  },
} as const satisfies Partial<Record<ActivityAction, Words>>

/** One of these, and what to do when it was somebody else. */
export const securityNotice = ({ subject, said }: Words, links: Links): Email =>
  writeEmail({
    subject,
    paragraphs: [said, `If it was not you, set another password at once: ${links.forgotPassword}`],
    action: { label: 'See how you sign in', href: links.security },
    footer: {
      reason: 'You get this whenever something changes in how your account is signed in to.',
      label: 'Holdfast',
      href: links.home,
    },
  })
