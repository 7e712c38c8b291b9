import type { schema } from '@holdfast/db'
import { IsoDate, type NotificationPreferences, ProjectId, TaskId, UserId } from '@holdfast/domain'
import { z } from 'zod'

export type NotificationKind = (typeof schema.notifications.$inferSelect)['kind']

export const NotificationId = z.uuid().toLowerCase().brand('NotificationId')
export type NotificationId = z.infer<typeof NotificationId>

/** What a person is told in their inbox: somebody did something that concerns them. */
export const Notification = z.strictObject({
  id: NotificationId,
  kind: z.enum(['task-assigned', 'task-completed', 'project-member-added']),
  /** What it is about: one of the two. */
  taskId: TaskId.nullable(),
  projectId: ProjectId.nullable(),
  /** Of the task, or the name of the project, as it is now. */
  title: z.string(),
  /** Null: nobody knows any more. */
  by: UserId.nullable(),
  byName: z.string(),
  createdAt: IsoDate,
  readAt: IsoDate.nullable(),
})
export type Notification = z.infer<typeof Notification>

/** The preference that each kind goes by, in the inbox and in mails alike. */
export const preferenceOf: Record<NotificationKind, keyof NotificationPreferences> = {
  'task-assigned': 'taskAssigned',
  'task-completed': 'taskCompleted',
  'project-member-added': 'projectMembership',
}
