import type { Pool } from 'pg'
import type { DeadLetter } from './port.ts'

/** What is in a job: events for one consumer. */
export interface EventJob {
  /** As they came: what is no event nobody can handle. */
  events: readonly unknown[]
  /** Of each of them, from 1. */
  attempt: number
}

export interface AddressedJob extends EventJob {
  consumer: string
  /** Before it is handed out, in ms. Default 0. */
  pause?: number
}

/** Events that share a job. */
const MOST_TOGETHER = 100
/** A job that its process did not live to end is taken again, but not for ever. */
export const MOST_DELIVERIES = 25

export const taskOf = (consumer: string): string => `event:${consumer}`

/** @returns the jobs of events that have not been tried */
export const jobsOf = (consumer: string, events: readonly unknown[]): AddressedJob[] => {
  const jobs: AddressedJob[] = []
  for (let at = 0; at < events.length; at += MOST_TOGETHER)
    jobs.push({ consumer, events: events.slice(at, at + MOST_TOGETHER), attempt: 1 })
  return jobs
}

/** Adds jobs, and keeps what consumers have given up: both or neither. */
export const keepJobs = async (
  pool: Pool,
  jobs: readonly AddressedJob[],
  letters: readonly Omit<DeadLetter, 'id' | 'since'>[] = [],
): Promise<void> => {
  if (jobs.length === 0 && letters.length === 0) return
  const specs = jobs.map(({ consumer, events, attempt, pause = 0 }) => ({
    identifier: taskOf(consumer),
    payload: { events, attempt },
    max_attempts: MOST_DELIVERIES,
    run_at: pause > 0 ? new Date(Date.now() + pause).toISOString() : null,
  }))
  await pool.query({
    name: 'keep-event-jobs',
    text: `WITH buried AS (
             INSERT INTO ops.dead_letters (consumer, event, error, attempts)
             SELECT consumer, event, error, attempts
             FROM json_to_recordset($2::json)
               AS letter (consumer text, event jsonb, error text, attempts integer)
           )
           SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
             SELECT json_populate_record(NULL::graphile_worker.job_spec, spec)
             FROM json_array_elements($1::json) AS spec
           ))`,
    values: [JSON.stringify(specs), JSON.stringify(letters)],
  })
}

/** @returns how many events wait, by task */
export const waitingCounts = async (pool: Pool): Promise<Map<string, number>> => {
  const { rows } = await pool.query<{ task: string; waiting: number }>({
    name: 'events-waiting',
    text: `SELECT identifier AS task, sum(json_array_length(payload->'events'))::int AS waiting
           FROM graphile_worker._private_jobs AS jobs
           JOIN graphile_worker._private_tasks AS tasks ON tasks.id = jobs.task_id
           WHERE identifier LIKE 'event:%'
           GROUP BY identifier`,
  })
  return new Map(rows.map(({ task, waiting }) => [task, waiting]))
}
