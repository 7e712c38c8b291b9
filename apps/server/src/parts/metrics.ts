import { type Gauge, gauges, type Log, type Metrics, type Reading } from '@holdfast/api'
import type { Database } from '@holdfast/db'
import pTimeout from 'p-timeout'
import { Counter, collectDefaultMetrics, Gauge as Figure, Histogram, Registry } from 'prom-client'

/** Longest that a reading is waited for, in ms. */
const READ_WITHIN = 2000

/** From a lookup in memory to what a person calls slow, in seconds. */
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

/** The one registry of this process, and the port by which its parts count. */
export interface ServerMetrics {
  port: Metrics
  /** @param route one of a few, never the address that was asked for */
  requestDone(method: string, route: string, status: number, seconds: number): void
  watchPool(pool: Database['pool']): void
  contentType: string
  /** Everything, in the text format of Prometheus. */
  expose(): Promise<string>
}

type Read = () => Reading | Promise<Reading>

const readingOf = async (ask: Read): Promise<Reading> => ask()

const addGauge = (register: Registry, name: Gauge, ask: Read, log: Log): void => {
  const { help, label }: { help: string; label?: string } = gauges[name]
  register.removeSingleMetric(name)
  register.registerMetric(
    new Figure({
      name,
      help,
      registers: [],
      labelNames: label ? [label] : [],
      async collect() {
        this.reset()
        if (!label) this.remove()
        try {
          const reading = await pTimeout(readingOf(ask), { milliseconds: READ_WITHIN })
          if (typeof reading === 'number') this.set(reading)
          else for (const [key, value] of reading) this.set({ [label ?? '']: key }, value)
        } catch (error) {
          log.debug({ err: error, gauge: name }, 'a gauge could not be read')
        }
      },
    }),
  )
}

const countersOf = (register: Registry) => {
  const registers = [register]
  const buckets = DURATIONS
  return {
    requests: new Counter({
      name: 'holdfast_http_requests_total',
      help: 'Answers by HTTP.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'holdfast_http_request_duration_seconds',
      help: 'From the arrival of a request to its answer.',
      labelNames: ['route'],
      buckets,
      registers,
    }),
    procedures: new Counter({
      name: 'holdfast_trpc_calls_total',
      help: 'Calls of procedures.',
      labelNames: ['procedure', 'outcome'],
      registers,
    }),
    procedureSeconds: new Histogram({
      name: 'holdfast_trpc_duration_seconds',
      help: 'How long procedures take.',
      labelNames: ['procedure'],
      buckets,
      registers,
    }),
    cache: new Counter({
      name: 'holdfast_cache_requests_total',
      help: 'What caches answered: hit, miss, or bypass where the cache was away.',
      labelNames: ['level', 'answer'],
      registers,
    }),
    searches: new Counter({
      name: 'holdfast_searches_total',
      help: 'Searches by the engine that answered, and whether it stood in for another.',
      labelNames: ['engine', 'fallback'],
      registers,
    }),
    searchSeconds: new Histogram({
      name: 'holdfast_search_duration_seconds',
      help: 'How long searches take.',
      labelNames: ['engine'],
      buckets,
      registers,
    }),
    events: new Counter({
      name: 'holdfast_events_total',
      help: 'Events by consumer: done, retried, or dead.',
      labelNames: ['consumer', 'outcome'],
      registers,
    }),
    eventSeconds: new Histogram({
      name: 'holdfast_event_duration_seconds',
      help: 'How long one attempt to handle an event takes.',
      labelNames: ['consumer'],
      buckets,
      registers,
    }),
    jobs: new Counter({
      name: 'holdfast_jobs_total',
      help: 'Runs of scheduled jobs.',
      labelNames: ['job', 'outcome'],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'holdfast_job_duration_seconds',
      help: 'How long scheduled jobs take.',
      labelNames: ['job'],
      buckets: [0.1, 1, 10, 60, 600],
      registers,
    }),
  }
}

const portOf = (register: Registry, count: ReturnType<typeof countersOf>, log: Log): Metrics => ({
  procedureDone(procedure, outcome, seconds) {
    count.procedures.inc({ procedure, outcome })
    count.procedureSeconds.observe({ procedure }, seconds)
  },
  cacheAsked: (level, answer) => count.cache.inc({ level, answer }),
  searched(engine, fallback, seconds) {
    count.searches.inc({ engine, fallback: String(fallback) })
    count.searchSeconds.observe({ engine }, seconds)
  },
  eventConsumed(consumer, outcome, seconds) {
    count.events.inc({ consumer, outcome })
    count.eventSeconds.observe({ consumer }, seconds)
  },
  jobRan(job, outcome, seconds) {
    count.jobs.inc({ job, outcome })
    count.jobSeconds.observe({ job }, seconds)
  },
  watch: (gauge, read) => addGauge(register, gauge, read, log),
})

const watchPool = (register: Registry, pool: Database['pool']): void => {
  register.registerMetric(
    new Figure({
      name: 'holdfast_pg_connections',
      help: 'Connections of the pool: busy, idle, and the most there may be.',
      labelNames: ['state'],
      registers: [],
      collect() {
        this.set({ state: 'busy' }, pool.totalCount - pool.idleCount)
        this.set({ state: 'idle' }, pool.idleCount)
        this.set({ state: 'most' }, pool.options.max)
      },
    }),
  )
  register.registerMetric(
    new Figure({
      name: 'holdfast_pg_waiting',
      help: 'Those who wait for a connection of the pool.',
      registers: [],
      collect() {
        this.set(pool.waitingCount)
      },
    }),
  )
}

export const openMetrics = (log: Log): ServerMetrics => {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const count = countersOf(register)
  return {
    port: portOf(register, count, log),
    requestDone(method, route, status, seconds) {
      count.requests.inc({ method, route, status })
      count.requestSeconds.observe({ route }, seconds)
    },
    watchPool: (pool) => watchPool(register, pool),
    contentType: register.contentType,
    expose: () => register.metrics(),
  }
}
