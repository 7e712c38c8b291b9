import type { Database } from '@holdfast/db'

/** What is counted of a day. */
export interface Day {
  kind: string
  id: string
  day: string
  created: number
  completed: number
  cancelled: number
  reopened: number
  cycles: number
  cycle_seconds: number
  overdue: number
}

/** All that was counted. A day that came to nothing counts as none. */
export const countedIn = async (analytics: Database) => {
  const [facts, days] = await analytics.read((reader) =>
    Promise.all([
      reader.rows({ text: 'SELECT * FROM analytics.task_events ORDER BY event_id' }),
      reader.rows<Day>({
        text: `
          SELECT kind, id, day::text, created, completed, cancelled, reopened, cycles, cycle_seconds, overdue
          FROM analytics.daily
          WHERE (created, completed, cancelled, reopened, cycles, cycle_seconds, overdue) <> (0,0,0,0,0,0,0)
          ORDER BY kind, id, day`,
      }),
    ]),
  )
  return { facts, days }
}
