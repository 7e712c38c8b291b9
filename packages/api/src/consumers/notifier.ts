import { type DomainEvent, UserId } from '@holdfast/domain'
import type { Consumer, Mailer } from '@holdfast/infra'
import type { Services } from '../context.ts'
import { type Links, linksTo } from '../emails/links.ts'
import { notificationEmail } from '../emails/notification-email.ts'
import { welcomeEmail } from '../emails/welcome.ts'
import { concerningOthers } from '../notifications/concerning-others.ts'
import { mailOnce } from '../notifications/mail-once.ts'
import { readAccount, readEntry, readTelling, type Telling } from '../notifications/read-telling.ts'
import { tellInbox } from '../notifications/tell-inbox.ts'

export interface NotifierPorts {
  services: Pick<Services, 'db' | 'cached' | 'pokes' | 'log'>
  mailer: Pick<Mailer, 'send'>
  /** Where people reach the app, from the configuration. */
  appUrl: URL
}

/**
 * Tells people what concerns them, in their inbox and by mail as they prefer; each event once to each
 * person. What is true no more when the event comes, or no longer theirs to see, they are not told.
 */
export const notifier = ({ services, mailer, appUrl }: NotifierPorts): Consumer => {
  const links = linksTo(appUrl)
  const handle = async (event: DomainEvent): Promise<void> => {
    if (event.entity === 'user') return welcome(event, services, mailer, links)
    const tellings = await services.db.readSnapshot((reader) => readTelling(reader, event))
    await tellInbox(services, event.id, tellings)
    for (const telling of tellings) await mail(event, telling, services, mailer, links)
  }
  return {
    name: 'notifier',
    topics: [
      'user.created',
      'task.created',
      'task.assigned',
      'task.completed',
      'project.member-added',
    ],
    handle,
    async handleMany(events, signal) {
      for (const event of await services.db.read((reader) => concerningOthers(reader, events))) {
        signal.throwIfAborted()
        await handle(event)
      }
    },
  }
}

const welcome = async (
  { id, entityId }: DomainEvent,
  services: NotifierPorts['services'],
  mailer: NotifierPorts['mailer'],
  links: Links,
): Promise<void> => {
  const user = await services.db.readSnapshot(async (reader) => {
    const entry = await readEntry(reader, id)
    return entry && readAccount(reader, UserId.parse(entityId))
  })
  if (!user) return
  const email = welcomeEmail(user.profile.firstName, links)
  await mailOnce({ services, mailer }, { eventId: id, user, email, unsubscribe: null })
}

const mail = async (
  { id }: DomainEvent,
  { kind, user, by, title, taskId, projectId }: Telling,
  services: NotifierPorts['services'],
  mailer: NotifierPorts['mailer'],
  links: Links,
): Promise<void> => {
  if (!user.preferences.notifications.email) return
  const href = taskId ? links.task(taskId) : projectId ? links.project(projectId) : links.home
  const email = notificationEmail(kind, { by: by.name, title, href, settings: links.settings })
  await mailOnce({ services, mailer }, { eventId: id, user, email, unsubscribe: links.settings })
}
