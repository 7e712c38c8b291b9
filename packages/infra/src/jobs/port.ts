/** Work that comes by the clock. Of several server processes one does each turn. */
export interface ScheduledJob {
  /** As `reconcile-search`. */
  name: string
  /** Five fields of crontab(5), in UTC. */
  cron: string
  /** Throwing means: try again later, with growing pauses. @param signal aborted when the server stops */
  run(signal: AbortSignal): Promise<void>
}
