import type { CountingProxy } from './measure/counting-proxy.ts'

/** Who is measured. */
export type SideName = 'holdfast' | 'floor' | 'zero' | 'triplit' | 'rxdb'

/** One of those that are compared: a server with `n` tasks, and the link that cuts and counts. */
export interface Side extends AsyncDisposable {
  name: SideName
  n: number
  port: number
  proxy: CountingProxy
  /** Its server processes, without those of the database. */
  pids(): number[]
  databasePids(): number[]
  /** URL of the module whose `openClient` opens a client of this side. */
  adapter: URL
  /** What one more client of this person needs. */
  admit(who: 'owner' | 'member'): Promise<unknown>
  /** How many of these tasks have the title `<title> <task>`, and how often that was written. */
  count(tasks: readonly number[], title: string): Promise<{ kept: number; written: number }>
}
