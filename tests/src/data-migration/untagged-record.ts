import type { Database } from '@holdfast/db'
import { type TaskId, tagsIn, type UserId } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'

const PROJECTS = 20
/** Rows of one transaction. */
const CHUNK = 5000

/**
 * Fills a migrated database with tasks of one person, in projects and outside: most name tags in
 * their text and have none, some name none, some have tags already.
 */
export const fillRecord = async (db: Database, rows: number): Promise<UserId> => {
  const owner = uuidv7() as UserId
  const projects = Array.from({ length: PROJECTS }, () => uuidv7())
  await db.transact(async (tx) => {
    await tx.rows({
      text: `INSERT INTO users.users (id, email, password_hash) VALUES ($1, 'ada@example.org', 'none')`,
      values: [owner],
    })
    await tx.rows({
      text: `INSERT INTO tasks.projects (id, name, owner_id)
             SELECT id, 'Garden', $1 FROM unnest($2::uuid[]) AS id`,
      values: [owner, projects],
    })
  })
  for (let first = 0; first < rows; first += CHUNK)
    await db.transact((tx) =>
      tx.rows({
        text: `INSERT INTO tasks.tasks (title, description, tags, project_id, order_key, created_by)
               SELECT 'Bed ' || n || CASE WHEN n % 10 < 7 THEN ' #area' || n % 7 ELSE '' END,
                      CASE WHEN n % 5 < 2 THEN 'By the #Fence, with #tool' || n % 11 END,
                      CASE WHEN n % 20 = 0 THEN '{own}'::text[] ELSE '{}' END,
                      ($2::uuid[])[n % ($4 + 1) + 1], 'a0', $1
               FROM generate_series($3::int, $3::int + $5::int - 1) AS n`,
        values: [owner, projects, first, PROJECTS, Math.min(CHUNK, rows - first)],
      }),
    )
  return owner
}

interface TaskNow {
  id: TaskId
  title: string
  description: string | null
  tags: string[]
  /** What of its tags was entered, in the order of versions; `by` null: the migration. */
  entries: { by: UserId | null; before: string[]; after: string[] }[]
  /** How often its row was written. */
  writes: number
}

/** What is wrong with each task after the migration, as text; and how many it changed. */
export const auditRecord = async (
  db: Database,
): Promise<{ tasks: number; changed: number; wrong: string[] }> => {
  const wrong: string[] = []
  let tasks = 0
  let changed = 0
  for (let after: string | null = null; ; ) {
    const page: TaskNow[] = await db.read((reader) => reader.rows({ ...READ, values: [after] }))
    for (const task of page) {
      tasks += 1
      changed += task.entries.filter(({ by }) => by === null).length
      const fault = faultOf(task)
      if (fault) wrong.push(`${task.id} ${task.title}: ${fault}`)
    }
    const last = page.at(-1)
    if (!last) return { tasks, changed, wrong }
    after = last.id
  }
}

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.join(' ') === other.join(' ')

const faultOf = ({ title, description, tags, entries, writes }: TaskNow): string | null => {
  const named = tagsIn(`${title}\n${description ?? ''}`)
  const [filled, ...again] = entries.filter(({ by }) => by === null)
  if (again.length > 0) return `filled ${again.length + 1} times`
  if (filled && !(filled.before.length === 0 && same(filled.after, named)))
    return `filled with ${filled.after}`
  if (writes !== entries.length + 1) return `written ${writes} times`
  for (const [place, { before }] of entries.entries()) {
    const earlier = entries[place - 1]
    if (earlier && !same(earlier.after, before)) return `${before} came after ${earlier.after}`
  }
  if (named.length > 0 && entries.length === 0 && tags.length === 0) return 'was left out'
  return entries.length > 0 && !same(tags, entries.at(-1)?.after ?? []) ? `has ${tags}` : null
}

const READ = {
  name: 'tasks-with-entries',
  text: `SELECT t.id, t.title, t.description, t.tags,
                (SELECT COALESCE(jsonb_agg(jsonb_build_object(
                          'by', a.actor_id, 'before', a.metadata #> '{before,tags}',
                          'after', a.metadata #> '{after,tags}') ORDER BY a.version), '[]')
                 FROM audit.activity_log a
                 WHERE a.entity_type = 'task' AND a.entity_id = t.id) AS entries,
                COALESCE(l.writes, 0) AS writes
         FROM (SELECT * FROM tasks.tasks WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT 10000) t
         LEFT JOIN (
           SELECT id, count(*) AS writes FROM sync.change_log WHERE entity = 'task' GROUP BY id
         ) l ON l.id = t.id::text
         ORDER BY t.id`,
}
