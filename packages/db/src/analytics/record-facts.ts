import type { Database } from '../database.ts'
import type { Reader } from '../reader.ts'
import { type Fact, type Measure, measures } from './fact.ts'

const columns: Record<Measure, string> = {
  created: 'created',
  completed: 'completed',
  cancelled: 'cancelled',
  reopened: 'reopened',
  cycles: 'cycles',
  cycleSeconds: 'cycle_seconds',
  overdue: 'overdue',
}
const names = measures.map((measure) => columns[measure])

/** The counts of facts as rows, one for each day of each that is counted for. */
const summing = (facts: string): string => `
  SELECT c.kind, c.id, c.day, ${measures.map((m) => `coalesce(sum(c."${m}"), 0)::bigint AS ${columns[m]}`)}
  FROM ${facts} AS f, jsonb_to_recordset(f.counts)
    AS c(kind text, id uuid, day date, ${measures.map((m) => `"${m}" bigint`)})
  GROUP BY c.kind, c.id, c.day`

/** In one order, so that two who add to the same days never wait for each other. */
const adding = (sums: string): string => `
  INSERT INTO analytics.daily AS d (kind, id, day, ${names})
  SELECT kind, id, day, ${names} FROM ${sums} ORDER BY kind, id, day
  ON CONFLICT (kind, id, day) DO UPDATE
    SET ${names.map((name) => `${name} = d.${name} + excluded.${name}`)}`

const RECORDING = `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1) AS g(
      "eventId" uuid, "taskId" uuid, version bigint, action text, "actorId" uuid, "projectId" uuid,
      "createdBy" uuid, "assignedTo" uuid, at timestamptz, "cycleSeconds" bigint, counts jsonb)
  ), fresh AS (
    INSERT INTO analytics.task_events (event_id, task_id, version, action, actor_id, project_id,
      created_by, assigned_to, at, cycle_seconds, counts)
    SELECT * FROM given ORDER BY "eventId"
    ON CONFLICT (event_id) DO NOTHING
    RETURNING counts
  ), sums AS (${summing('fresh')}
  ), added AS (${adding('sums')})
  SELECT count(*) AS fresh FROM fresh`

/**
 * Enters facts and adds them to the daily counts, both or neither. A fact that is there already is
 * left as it is and adds nothing, so that facts may come twice and in any order.
 * @returns how many were new
 */
export const recordFacts = async (
  analytics: Pick<Database, 'read'>,
  facts: readonly Fact[],
): Promise<number> => {
  if (facts.length === 0) return 0
  const [row] = await analytics.read((reader) =>
    reader.rows<{ fresh: number }>({
      name: 'record-facts',
      text: RECORDING,
      values: [JSON.stringify(facts)],
    }),
  )
  return row?.fresh ?? 0
}

const MENDING = `
  WITH sums AS (${summing('analytics.task_events')}
  ), wrong AS (
    SELECT kind, id, day, ${names.map((n) => `coalesce(s.${n}, 0) - coalesce(d.${n}, 0) AS ${n}`)}
    FROM sums s FULL JOIN analytics.daily d USING (kind, id, day)
  ), differing AS (
    SELECT * FROM wrong WHERE (${names}) <> (${names.map(() => 0)})
  ), mended AS (${adding('differing')})
  SELECT count(*) AS days FROM differing`

/** Longest that all facts may take to be summed, in ms. */
const MEND_WITHIN = 10 * 60 * 1000

/**
 * Compares the daily counts with the facts that they are the sums of, and adds what they are off by.
 * Whoever records meanwhile adds to both or to none, so nobody has to wait.
 * @returns how many days of how many were off
 */
export const mendDaily = async (analytics: Pick<Database, 'transact'>): Promise<number> =>
  analytics.transact(async (tx) => {
    await tx.rows({ text: `SET LOCAL statement_timeout = ${MEND_WITHIN}` })
    const [row] = await tx.rows<{ days: number }>({ text: MENDING })
    return row?.days ?? 0
  })

/** Has anything been counted? */
export const hasFacts = async (reader: Reader): Promise<boolean> => {
  const found = await reader.rows({ text: 'SELECT FROM analytics.task_events LIMIT 1' })
  return found.length > 0
}

/** Forgets all that was counted. */
export const clearAnalytics = async (analytics: Pick<Database, 'read'>): Promise<void> => {
  await analytics.read((reader) =>
    reader.rows({ text: 'TRUNCATE analytics.task_events, analytics.daily' }),
  )
}
