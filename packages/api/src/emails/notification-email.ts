import type { NotificationKind } from '../notifications/notification.ts'
import { type Email, writeEmail } from './email.ts'

/** What is known of a notification when its mail is written. */
export interface Told {
  /** Who did it. */
  by: string
  /** Of the task, or the name of the project. */
  title: string
  /** Of the task or project. */
  href: URL
  settings: URL
}

interface Words {
  subject: string
  said: string
  button: string
  reason: string
}

const words: Record<NotificationKind, (told: Told) => Words> = {
  'task-assigned': ({ by, title }) => ({
    subject: `${by} assigned you “${title}”`,
    said: `${by} assigned you the task “${title}”.`,
    button: 'Open the task',
    reason: 'You get this when a task is assigned to you.',
  }),
  'task-completed': ({ by, title }) => ({
    subject: `${by} completed “${title}”`,
    said: `${by} completed the task “${title}”.`,
    button: 'Open the task',
    reason: 'You get this when a task that you made or work on is completed.',
  }),
  'project-member-added': ({ by, title }) => ({
    subject: `${by} added you to “${title}”`,
    said: `${by} added you to the project “${title}”. Its tasks are in your list now.`,
    button: 'Open the project',
    reason: 'You get this when you are added to a project.',
  }),
}

/** A title may hold several lines: in a mail they would read as if Holdfast wrote them, and end its subject. */
const inOneLine = (title: string): string => title.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

/** Longer titles are cut in a subject, which a line of a list shows. */
const LONGEST_IN_SUBJECT = 120

const shortened = (title: string): string => {
  const letters = [...new Intl.Segmenter().segment(title)]
  if (letters.length <= LONGEST_IN_SUBJECT) return title
  const kept = letters.slice(0, LONGEST_IN_SUBJECT - 1).map(({ segment }) => segment)
  return `${kept.join('')}…`
}

/** The mail of one notification. */
export const notificationEmail = (kind: NotificationKind, told: Told): Email => {
  const title = inOneLine(told.title)
  const { subject } = words[kind]({ ...told, title: shortened(title) })
  const { said, button, reason } = words[kind]({ ...told, title })
  return writeEmail({
    subject,
    paragraphs: [said],
    action: { label: button, href: told.href },
    footer: { reason, label: 'Choose which mails you get', href: told.settings },
  })
}
