/** What a client is told when it is opened. */
export interface OpenOptions<Own = unknown> {
  port: number
  n: number
  /** Of its own, empty when the client is to be fresh. */
  folder: string
  own: Own
}

export interface Opened {
  /** Times of the monotonic clock, in milliseconds. */
  firstPageAt: number
  allAt: number
  rows: number
}

export interface Write {
  /** The live query has it, and it is as durable as this client makes it. */
  local: Promise<void>
  /** The server has confirmed it, and everything before. */
  acked: Promise<void>
}

/** A client of any of those compared, as one child process drives it. */
export interface BenchClient {
  /** When the list that a person looks at had its first page, and when every task was there. */
  opened: Promise<Opened>
  /** Tells every title that a live query shows for this task. */
  watch(task: number, seen: (title: string) => void): void
  write(task: number, title: string): Write
  /** The system says that the network is back. */
  wake(): void
  /** Not saved or not acknowledged. */
  waiting(): number
  close(): Promise<void>
}

export type Adapter<Own = unknown> = (options: OpenOptions<Own>) => Promise<BenchClient>
