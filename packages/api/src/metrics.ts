/** How a piece of work ended: as it should, refused as the rules say, or by a fault of the program. */
export type Outcome = 'done' | 'refused' | 'failed'

/** What became of one event in one consumer: handled, to be tried again, or given up. */
export type EventOutcome = 'done' | 'retried' | 'dead'

export type CacheLevel = 'l1' | 'l2' | 'l3'

/** Of a cache that was asked: it had the value, had none, or was passed by because it was away. */
export type CacheAnswer = 'hit' | 'miss' | 'bypass'

/**
 * Figures that are read at the moment they are asked for. Where there is one for each of several
 * things, the name of the thing is its label.
 */
export const gauges = {
  holdfast_feed_lag_seconds: { help: 'Age of the oldest change that the feed has not handed on.' },
  holdfast_feed_uncarried: { help: 'Changes that the feed has not handed on, at most 10,000.' },
  holdfast_queue_waiting: { help: 'Events that wait for a consumer.', label: 'queue' },
  holdfast_queue_dead: { help: 'Events that a consumer gave up.', label: 'queue' },
  holdfast_search_lag_seconds: { help: 'Age of the oldest change that search does not know.' },
  holdfast_cache_breaker_open: { help: '1 while the cache is passed by.' },
  holdfast_live_sockets: { help: 'Open live connections.' },
} as const satisfies Record<string, { help: string; label?: string }>

export type Gauge = keyof typeof gauges

/** One figure, or one for each name. Names must be few, and fixed by the program. */
export type Reading = number | ReadonlyMap<string, number>

/** Where the parts count what they do. What is counted is named in docs/operating.md. */
export interface Metrics {
  /** @param seconds how long the procedure took, without what is around it */
  procedureDone(path: string, outcome: Outcome, seconds: number): void
  cacheAsked(level: CacheLevel, answer: CacheAnswer): void
  /** @param engine the one that answered; `fallback` when another had been asked before */
  searched(engine: string, fallback: boolean, seconds: number): void
  /** @param seconds how long this attempt took */
  eventConsumed(consumer: string, outcome: EventOutcome, seconds: number): void
  jobRan(job: string, outcome: Exclude<Outcome, 'refused'>, seconds: number): void
  /**
   * Reads this gauge whenever somebody asks for the metrics. A reading that fails or takes longer
   * than two seconds is left out. A later watch of the same gauge takes the place of the first.
   */
  watch(gauge: Gauge, read: () => Reading | Promise<Reading>): void
}

const nothing = () => undefined

/** Counts nothing. */
export const noMetrics: Metrics = {
  procedureDone: nothing,
  cacheAsked: nothing,
  searched: nothing,
  eventConsumed: nothing,
  jobRan: nothing,
  watch: nothing,
}
