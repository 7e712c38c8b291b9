import type { Database } from '@holdfast/db'
import { dataMap } from '@holdfast/domain/data-map'

const FOLLOWS = 'follows from the audit log some moments later, and the log itself is looked at'

/** Tables whose rows come and go without anybody’s deed, each with why no request is told by them. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'analytics.daily': FOLLOWS,
  'analytics.task_events': FOLLOWS,
  'users.mails': FOLLOWS,
  'ops.dead_letters': FOLLOWS,
  'ops.feed_positions': 'says how far the audit log has been carried',
  'ops.search_standing': 'says how far the search engine has followed',
  'ops.cache_fence': 'says which memory the servers may use as their cache',
  'sync.snapshots': 'is made by the server, of rows that are looked at themselves',
}

/** What a push adds to though all of its mutations are refused: who sent it, and what it was answered. */
const OF_PUSHES = ['sync.clients', 'sync.mutations']

/** When a session was last seen, and how far the audit log is carried, is nobody's deed. */
const NOBODYS = `'{last_accessed_at,xid}'::text[]`

interface DigestOptions {
  /** What is looked at was pushed, and refused by the mutation. */
  pushed?: boolean
}

/** A digest of every row that a request may change, by table. */
export const digestRecord = (
  db: Database,
  { pushed = false }: DigestOptions = {},
): Promise<Record<string, string>> => {
  const tables = [...dataMap.keys()].filter(
    (name) => !(name in LEFT_OUT) && !(pushed && OF_PUSHES.includes(name)),
  )
  return db.readSnapshot(async (reader) => {
    const digests: Record<string, string> = {}
    for (const name of tables) {
      const row = `to_jsonb(t) - ${NOBODYS}`
      const [found] = await reader.rows<{ digest: string | null }>({
        text: `SELECT md5(string_agg((${row})::text, ',' ORDER BY (${row})::text)) AS digest
               FROM ${name} t`,
      })
      digests[name] = found?.digest ?? 'empty'
    }
    return digests
  })
}
