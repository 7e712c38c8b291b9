import { type DomainEvent, displayName } from '@holdfast/domain'
import type { Consumer, Mailer } from '@holdfast/infra'
import type { Services } from '../context.ts'
import { type Links, linksTo } from '../emails/links.ts'
import { notificationEmail } from '../emails/notification-email.ts'
import { concerningOthers } from '../notifications/concerning-others.ts'
import { ledgerOfEvent, mailOnce } from '../notifications/mail-once.ts'
import { readTelling, type Telling } from '../notifications/read-telling.ts'
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
    const tellings = await services.db.readSnapshot((reader) => readTelling(reader, event))
    await tellInbox(services, event.id, tellings)
    for (const telling of tellings) await mail(event, telling, services, mailer, links)
  }
  return {
    name: 'notifier',
    topics: ['task.created', 'task.assigned', 'task.completed', 'project.member-added'],
    handle,
    async handleMany(events, signal) {
      for (const event of await services.db.read((reader) => concerningOthers(reader, events))) {
        signal.throwIfAborted()
        await handle(event)
      }
    },
  }
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
  const to = { name: displayName(user.profile), address: user.email }
  await mailOnce({ services, mailer }, ledgerOfEvent(id, user.id, { limited: true }), {
    ...{ id: `${id}.${user.id}`, to, unsubscribe: links.settings },
    ...email,
  })
}
