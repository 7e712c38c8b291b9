import type { Services } from '../context.ts'
import { transact } from '../transact.ts'
import type { Telling } from './read-telling.ts'

/** Puts an event into the inboxes of people, once for each however often it comes. */
export const tellInbox = async (
  services: Pick<Services, 'db' | 'cached' | 'pokes'>,
  eventId: string,
  tellings: readonly Telling[],
): Promise<void> => {
  if (tellings.length === 0) return
  const rows = tellings.map(({ kind, user, by, taskId, projectId }) => ({
    user_id: user.id,
    event_id: eventId,
    kind,
    task_id: taskId,
    project_id: projectId,
    actor_id: by.id,
  }))
  await transact(services, (_store, tx) =>
    tx.rows({
      name: 'tell-inbox',
      text: `INSERT INTO users.notifications
               (user_id, event_id, kind, task_id, project_id, actor_id)
             SELECT user_id, event_id, kind, task_id, project_id, actor_id
             FROM jsonb_populate_recordset(NULL::users.notifications, $1)
             ON CONFLICT (event_id, user_id) DO NOTHING`,
      values: [JSON.stringify(rows)],
    }),
  )
}
