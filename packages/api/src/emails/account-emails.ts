import type { IsoDate } from '@holdfast/domain'
import { type Email, type Message, writeEmail } from './email.ts'
import type { Links } from './links.ts'

/*
 * Mails to an address that nobody has proven yet say nothing that somebody else wrote, such as a name:
 * whoever registers could else have any words sent to anybody.
 */

const footer = (links: Links, reason: string): Message['footer'] => ({
  reason,
  label: 'Holdfast',
  href: links.home,
})

/** To who made an account: the address is theirs, and the account in use, by this link. */
export const confirmRegistrationEmail = (links: Links, href: URL): Email =>
  writeEmail({
    subject: 'Confirm your e-mail address',
    paragraphs: [
      'Welcome to Holdfast. An account was made with this address. Confirm that the address is yours, and ' +
        'you are signed in.',
      'The link works once, within 24 hours.',
      'If it was not you, do not follow the link. Nobody can use the account then, and it goes by itself.',
    ],
    action: { label: 'Confirm and sign in', href },
    footer: footer(links, 'You get this because an account was made with this address.'),
  })

/** To an address with which an account was asked for again: who has the mailbox says by which password. */
export const contestedRegistrationEmail = (links: Links, href: URL): Email =>
  writeEmail({
    subject: 'Set the password of your account',
    paragraphs: [
      'An account with this address was asked for more than once. So that it gets your password and nobody ' +
        'else’s, set it here. The address is confirmed by that, and you can sign in.',
      'The link works once, within 30 minutes. One that was mailed before leads nowhere.',
      'If it was not you, do not follow the link. Nobody can use the account then, and it goes by itself.',
    ],
    action: { label: 'Set the password', href },
    footer: footer(links, 'You get this because an account was made with this address.'),
  })

/** To the address that an account has, or is to have. */
export const confirmAddressEmail = (links: Links, href: URL): Email =>
  writeEmail({
    subject: 'Confirm your e-mail address',
    paragraphs: [
      'Confirm that this is the address of your Holdfast account.',
      'The link works once, within 24 hours.',
      'If you asked for nothing, do not follow the link. Nothing changes then.',
    ],
    action: { label: 'Confirm the address', href },
    footer: footer(links, 'You get this because this address was given for a Holdfast account.'),
  })

/** To the holder of an address that somebody registered with again. */
export const alreadyRegisteredEmail = (links: Links): Email =>
  writeEmail({
    subject: 'You already have a Holdfast account',
    paragraphs: [
      'Somebody asked for an account with this address. You have one already, and nothing has changed.',
      `Sign in as before. If you have forgotten your password, set another one: ${links.forgotPassword}`,
      'If it was not you, there is nothing to do.',
    ],
    action: { label: 'Sign in', href: links.signIn },
    footer: footer(links, 'You get this because somebody registered with this address.'),
  })

/** By this link another password can be set. */
export const passwordResetEmail = (links: Links, href: URL): Email =>
  writeEmail({
    subject: 'Set another password',
    paragraphs: [
      'Somebody asked to set another password for your Holdfast account.',
      'The link works once, within 30 minutes. You are signed out everywhere when you have used it.',
      'If it was not you, do nothing: your password stays as it is.',
    ],
    action: { label: 'Set another password', href },
    footer: footer(links, 'You get this because somebody said that they forgot your password.'),
  })

/** After the password became another one. */
export const passwordChangedEmail = (links: Links, how: 'changed' | 'reset'): Email =>
  writeEmail({
    subject: 'Your password was changed',
    paragraphs: [
      how === 'changed'
        ? 'The password of your Holdfast account was changed. All other devices are signed out.'
        : 'Another password was set for your Holdfast account by a mailed link. All devices are signed out.',
      'If it was not you, set another password at once, and look at who is signed in.',
    ],
    action: { label: 'Set another password', href: links.forgotPassword },
    footer: footer(links, 'You get this whenever your password changes.'),
  })

/** To the present address, before it is another. */
export const addressChangeAskedEmail = (links: Links): Email =>
  writeEmail({
    subject: 'Another e-mail address was asked for',
    paragraphs: [
      'Somebody who knows your password asked to use another e-mail address for your Holdfast account. ' +
        'Until a link that was mailed there is followed, nothing changes.',
      'If it was not you, set another password now. The link leads nowhere then.',
    ],
    action: { label: 'Set another password', href: links.forgotPassword },
    footer: footer(links, 'You get this whenever another address is asked for.'),
  })

/** To the address of before. */
export const addressChangedEmail = (links: Links): Email =>
  writeEmail({
    subject: 'Your e-mail address was changed',
    paragraphs: [
      'Your Holdfast account has another e-mail address from now on. This is the last mail to this one.',
      'If it was not you, tell whoever looks after this server at once.',
    ],
    action: { label: 'Open Holdfast', href: links.home },
    footer: footer(links, 'You get this once, because the account had this address.'),
  })

/** @param reason what the admin said of it */
export const suspendedEmail = (links: Links, reason: string | null): Email =>
  writeEmail({
    subject: 'Your account is suspended',
    paragraphs: [
      'Your Holdfast account cannot be used for now. What you have written stays.',
      ...(reason ? [`The reason given: ${reason}`] : []),
      'If you think that this is a mistake, tell whoever looks after this server.',
    ],
    action: { label: 'Open Holdfast', href: links.home },
    footer: footer(links, 'You get this because your account was suspended.'),
  })

/** After a suspension. */
export const reinstatedEmail = (links: Links): Email =>
  writeEmail({
    subject: 'Your account can be used again',
    paragraphs: ['Your Holdfast account is no longer suspended. Sign in as before.'],
    action: { label: 'Sign in', href: links.signIn },
    footer: footer(links, 'You get this because your account was suspended before.'),
  })

/** The last mail to an account. */
export const deletedEmail = (links: Links): Email =>
  writeEmail({
    subject: 'Your account was deleted',
    paragraphs: [
      'Your Holdfast account was deleted. Nobody can sign in with it, and who you were is forgotten in 30 days.',
      'If it was not you, tell whoever looks after this server within these 30 days.',
    ],
    action: { label: 'Open Holdfast', href: links.home },
    footer: footer(links, 'You get this once, because the account had this address.'),
  })

/** @param by who invites */
export const invitationEmail = (links: Links, by: string, href: URL): Email =>
  writeEmail({
    subject: 'You are invited to Holdfast',
    paragraphs: [
      `${by} invites you to work together in Holdfast, a task manager, at ${links.home.host}.`,
      'The link works once, within seven days.',
    ],
    action: { label: 'Make your account', href },
    footer: footer(links, `You get this once, because ${by} entered this address.`),
  })

/** @param admin what they are from now on */
export const adminRightsEmail = (links: Links, admin: boolean): Email =>
  writeEmail({
    subject: admin ? 'You look after accounts now' : 'You no longer look after accounts',
    paragraphs: [
      admin
        ? 'You are an admin of this Holdfast server: you can suspend, invite and delete, and read the audit ' +
          'log. Set up a second factor, if you have none.'
        : 'You are no admin of this Holdfast server any more. Your own work is as it was.',
      'If this surprises you, tell whoever runs this server.',
    ],
    action: admin
      ? { label: 'Open administration', href: links.administration }
      : { label: 'Open Holdfast', href: links.home },
    footer: footer(links, 'You get this whenever your rights change.'),
  })

/** Where and when somebody signed in. */
export interface NewDevice {
  /** As “Chrome on Windows”. */
  device: string
  ip: string | null
  at: IsoDate
  timezone: string
}

const timeText = ({ at, timezone }: NewDevice): string =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: timezone,
    timeZoneName: 'short',
  }).format(new Date(at))

/** After a sign-in with a device that was not used for this account before. */
export const newDeviceEmail = (links: Links, signedIn: NewDevice): Email => {
  const { device, ip } = signedIn
  const from = ip === null ? '' : `, from the address ${ip}`
  return writeEmail({
    subject: 'A new device signed in',
    paragraphs: [
      `Your Holdfast account was signed in to with a device that was not used for it before: ${device}${from}, ` +
        `on ${timeText(signedIn)}.`,
      'If it was you, there is nothing to do.',
      `If it was not you, set another password at once. That signs every device out: ${links.forgotPassword}`,
    ],
    action: { label: 'See who is signed in', href: links.security },
    footer: footer(links, 'You get this whenever a new device signs in to your account.'),
  })
}
