import { Client } from 'pg'
import { taskId } from '../bench-task.ts'

/**
 * Looks into the record: how many of these tasks have the title `<title> <task>`, and how many edits
 * to such a title the audit log knows. Both equal the number of tasks when each was written once.
 */
export const countWrites = async (
  url: string,
  tasks: readonly number[],
  title: string,
): Promise<{ kept: number; written: number }> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ kept: number; written: number }>(
      `WITH wanted AS (SELECT * FROM unnest($1::uuid[], $2::text[]) AS wanted (id, title))
       SELECT (SELECT count(*)::int FROM tasks.tasks task
               JOIN wanted ON wanted.id = task.id AND wanted.title = task.title) AS kept,
              (SELECT count(*)::int FROM audit.activity_log activity
               JOIN wanted ON wanted.id = activity.entity_id
                AND wanted.title = activity.metadata -> 'after' ->> 'title') AS written`,
      [tasks.map(taskId), tasks.map((task) => `${title} ${task}`)],
    )
    return rows[0] ?? { kept: 0, written: 0 }
  } finally {
    await client.end()
  }
}
