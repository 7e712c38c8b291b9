import type { Database } from '@holdfast/db'

/**
 * What follows from the audit log some moments later, what a server keeps of its own work, and who
 * was last seen when: all else is what people did.
 */
const NOT_PEOPLES = [
  'analytics.*',
  'ops.*',
  'graphile_worker.*',
  'users.mails',
  'users.notifications',
  'sync.clients',
  'sync.mutations',
  'sync.snapshots',
  'sync.search_standing',
]

const isPeoples = (name: string): boolean =>
  !NOT_PEOPLES.some((one) => one === name || one === `${name.split('.')[0]}.*`)

/** A digest of every row that people’s deeds write, by table. */
export const digestRecord = (db: Database): Promise<Record<string, string>> =>
  db.readSnapshot(async (reader) => {
    const tables = await reader.rows<{ name: string }>({
      text: `SELECT schemaname || '.' || tablename AS name FROM pg_tables
             WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    })
    const digests: Record<string, string> = {}
    for (const { name } of tables.filter((table) => isPeoples(table.name))) {
      // When a session was last seen, and how far the audit log is carried, is nobody's deed.
      const row = `to_jsonb(t) - 'last_accessed_at' - 'xid'`
      const [found] = await reader.rows<{ digest: string | null }>({
        text: `SELECT md5(string_agg((${row})::text, ',' ORDER BY (${row})::text)) AS digest
               FROM ${name} t`,
      })
      digests[name] = found?.digest ?? 'empty'
    }
    return digests
  })
