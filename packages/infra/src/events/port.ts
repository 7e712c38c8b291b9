import type { DomainEvent } from '@holdfast/domain'

/** Where the events of one consumer wait, also while it is not there. */
export interface EventQueue {
  /** As `search-indexer`. */
  name: string
  /** Routing keys that it takes: `task.created`, `task.*`, `#`. */
  topics: readonly string[]
}

/**
 * One who follows what happens, at its own pace. Events come at least once and in no fixed order, so
 * handling is idempotent: by the event's id, or by the version of the record that it reads anew.
 */
export interface Consumer extends EventQueue {
  /**
   * Throwing means: try again later, 3 tries in all, then it is a dead letter; others go on meanwhile.
   * @param signal aborted when the server stops and waits no longer
   */
  handle(event: DomainEvent, signal: AbortSignal): Promise<void>
  /**
   * The same for events that came together, where that is less work than one after the other. When it
   * throws, each of them is handed to `handle` by itself, also one that was done already.
   */
  handleMany?(events: readonly DomainEvent[], signal: AbortSignal): Promise<void>
}

/** One try of one event by one consumer. */
export interface Tried {
  consumer: string
  /** Handled, to be tried again, or given up. */
  outcome: 'done' | 'retried' | 'dead'
  seconds: number
  /** Why it was not handled. */
  error?: unknown
}

/** What every bus wants to know. */
export interface BusOptions {
  queues: readonly EventQueue[]
  /** It goes on by itself. */
  onError?: (error: unknown) => void
  onTried?: (tried: Tried) => void
}

/** How much lies in a consumer's queue. */
export interface QueueDepth {
  /** To be handled, now or at a later try. */
  waiting: number
  /** Given up after the last try. */
  dead: number
}

/** An event that a consumer could not handle. */
export interface DeadLetter {
  /** Names it among the dead letters of its consumer. */
  id: string
  consumer: string
  /** As it came: a message that is no event lies here too. */
  event: unknown
  /** Of the last try. */
  error: string
  attempts: number
  since: Date
}

/** Which dead letters: all of a consumer, some of them by id, or all there are. */
export interface DeadLetterChoice {
  consumer?: string
  ids?: readonly string[]
}

/**
 * Carries events to consumers, each of which has a queue of its own. A bus knows its queues from when
 * it is opened: they fill before anybody consumes.
 */
export interface EventBus extends AsyncDisposable {
  /** When it has resolved the events are kept until handled. @throws Error: some or all may be kept */
  publish(events: readonly DomainEvent[]): Promise<void>
  /** Begins to hand out events; disposing ends it when those under way are handled. */
  consume(consumers: readonly Consumer[]): Promise<AsyncDisposable>
  /** By consumer. */
  depth(): Promise<Map<string, QueueDepth>>
  /** The dead letters, the oldest first. */
  dead(choice?: DeadLetterChoice): Promise<DeadLetter[]>
  /** Puts dead letters back to be tried as new ones. @returns how many */
  requeue(choice: DeadLetterChoice): Promise<number>
  /** Deletes dead letters. @returns how many */
  purge(choice: DeadLetterChoice): Promise<number>
}
