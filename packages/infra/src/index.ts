export type { BlobEntry, BlobStore, OpenBlob } from './blobs/port.ts'
export type { Cache, Ticket } from './cache/port.ts'
export type {
  Consumer,
  DeadLetter,
  DeadLetterChoice,
  EventBus,
  QueueDepth,
} from './events/port.ts'
export { type Mail, type MailAddress, MailDelayed, type Mailer, MailRefused } from './mail/port.ts'
export type { SearchIndex, SearchPage, TaskSearch } from './search/port.ts'
