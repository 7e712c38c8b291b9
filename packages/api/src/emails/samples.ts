import { isoDate, type ProjectId, type TaskId } from '@holdfast/domain'
import {
  addressChangeAskedEmail,
  addressChangedEmail,
  adminRightsEmail,
  alreadyRegisteredEmail,
  confirmAddressEmail,
  confirmRegistrationEmail,
  contestedRegistrationEmail,
  deletedEmail,
  invitationEmail,
  newDeviceEmail,
  passwordChangedEmail,
  passwordResetEmail,
  reinstatedEmail,
  suspendedEmail,
} from './account-emails.ts'
import type { Email } from './email.ts'
import { linksTo } from './links.ts'
import { notificationEmail } from './notification-email.ts'
import { securityNotice, securityNotices } from './security-notice.ts'
import { welcomeEmail } from './welcome.ts'

const links = linksTo(new URL('https://tasks.example.org'))
const verify = links.mailed('email-verification', 'sample')
const id = '0190a000-1111-7000-8000-000000000001'
const told = {
  by: 'Zoë O’Brien',
  title: 'Water the <beans> & “peas” before the sun is up',
  href: links.task(id as TaskId),
  settings: links.settings,
}

/** Every mail that is sent, by the name of its template, as people might get it. */
export const sampleEmails: Readonly<Record<string, Email>> = {
  confirmRegistrationEmail: confirmRegistrationEmail(links, verify),
  contestedRegistrationEmail: contestedRegistrationEmail(
    links,
    links.mailed('password-reset', 'sample'),
  ),
  confirmAddressEmail: confirmAddressEmail(links, verify),
  alreadyRegisteredEmail: alreadyRegisteredEmail(links),
  welcomeEmail: welcomeEmail('Zoë', links),
  invitationEmail: invitationEmail(links, told.by, links.mailed('invitation', 'sample')),
  passwordResetEmail: passwordResetEmail(links, links.mailed('password-reset', 'sample')),
  'passwordChangedEmail-changed': passwordChangedEmail(links, 'changed'),
  'passwordChangedEmail-reset': passwordChangedEmail(links, 'reset'),
  addressChangeAskedEmail: addressChangeAskedEmail(links),
  addressChangedEmail: addressChangedEmail(links),
  newDeviceEmail: newDeviceEmail(links, {
    device: 'Chrome on Windows',
    ip: '192.0.2.7',
    at: isoDate(new Date('2026-11-22T09:30:00Z')),
    timezone: 'Europe/Berlin',
  }),
  suspendedEmail: suspendedEmail(links, 'Your laptop was stolen.'),
  'suspendedEmail-without-reason': suspendedEmail(links, null),
  reinstatedEmail: reinstatedEmail(links),
  deletedEmail: deletedEmail(links),
  'adminRightsEmail-given': adminRightsEmail(links, true),
  'adminRightsEmail-taken': adminRightsEmail(links, false),
  'task-assigned': notificationEmail('task-assigned', told),
  'task-completed': notificationEmail('task-completed', told),
  'project-member-added': notificationEmail('project-member-added', {
    ...told,
    title: 'The garden',
    href: links.project(id as ProjectId),
  }),
  ...Object.fromEntries(
    Object.entries(securityNotices).map(([action, words]) => [
      action,
      securityNotice(words, links),
    ]),
  ),
}
