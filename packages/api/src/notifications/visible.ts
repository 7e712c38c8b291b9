import { grantedBuckets, type Reader, type Statement } from '@holdfast/db'
import type { UserId } from '@holdfast/domain'

/**
 * The notifications `n` of the person $1 about what they may see now, by their buckets $2, with the
 * task `t` or the project `p`. The rest waits for the day when they may again.
 */
export const VISIBLE = `
  users.notifications n
  LEFT JOIN tasks.tasks t ON t.id = n.task_id
  LEFT JOIN tasks.projects p ON p.id = COALESCE(n.project_id, t.project_id)
  WHERE n.user_id = $1
    AND p.status IS DISTINCT FROM 'deleted'
    AND CASE WHEN n.task_id IS NULL THEN sync.project_bucket(p.id) = ANY ($2)
        ELSE t.deleted_at IS NULL AND sync.buckets_of_task(t) && $2 END`

/** The values of $1 and $2. */
export const valuesOf = async (
  reader: Reader,
  caller: UserId,
): Promise<NonNullable<Statement['values']>> => [caller, await grantedBuckets(reader, caller)]
