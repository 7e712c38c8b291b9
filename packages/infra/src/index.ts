export type { BlobEntry, BlobStore, OpenBlob } from './blobs/port.ts'
export { type Breaker, BreakerOpen } from './breaker/port.ts'
export type { Cache, Ticket } from './cache/port.ts'
export type { Carry, ChangeFeed, FeedLag } from './change-feed/port.ts'
export type {
  BusOptions,
  Consumer,
  DeadLetter,
  DeadLetterChoice,
  EventBus,
  EventQueue,
  QueueDepth,
  Tried,
} from './events/port.ts'
export type { ScheduledJob } from './jobs/port.ts'
export type { Allowance, Counter } from './limits/port.ts'
export { type Mail, type MailAddress, MailDelayed, type Mailer, MailRefused } from './mail/port.ts'
export type {
  Mark,
  OnProgress,
  Reconciled,
  SearchEngine,
  SearchFilters,
  SearchIndex,
  SearchPage,
  SearchSort,
  SearchUpkeep,
  TaskSearch,
} from './search/port.ts'
