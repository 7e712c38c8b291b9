import type { Bucket } from '@holdfast/domain'
import type {
  ClientMessage,
  Position,
  PullReply,
  PullRequest,
  PushReply,
  PushRequest,
  ServerMessage,
} from '@holdfast/sync'

/** The session is over for certain: the server said so. Never for want of a network. */
export class SignedOut extends Error {
  constructor() {
    super('the session has ended')
    this.name = 'SignedOut'
  }
}

/** What was to be sent is larger than the server, or something before it, takes at once. */
export class TooLarge extends Error {
  constructor() {
    super('the server takes no request as large as this')
    this.name = 'TooLarge'
  }
}

/** A page of a snapshot that is not there, or no longer for this person. */
export class NoSuchPage extends Error {
  constructor() {
    super('the snapshot is not to be had')
    this.name = 'NoSuchPage'
  }
}

export interface LiveEvents {
  open(): void
  message(message: ServerMessage): void
  /** Once, whether or not it was ever open. @param code as in RFC 6455, or `CloseCode` */
  closed(code: number): void
}

export interface LiveSocket {
  send(message: ClientMessage): void
  close(): void
}

/**
 * The way to the server. Calls reject with `SignedOut`, `TooLarge`, or with anything else when it did
 * not get there.
 */
export interface Transport {
  /** @param signal the answer is not waited for any more; it may have been done all the same */
  push(request: PushRequest, signal?: AbortSignal): Promise<PushReply>
  pull(request: PullRequest, signal?: AbortSignal): Promise<PullReply>
  /**
   * The bytes of a page of an offered snapshot.
   * @param index of the page, from 0 @throws NoSuchPage
   */
  snapshotPage(bucket: Bucket, to: Position, index: number): Promise<Uint8Array>
  connect(events: LiveEvents): LiveSocket
}

/** Where the sender gets its right to send from. */
export interface Session {
  /** A token good for a while, fetched when there is none. @throws SignedOut */
  accessToken(): Promise<string>
  /** The server did not take this token. */
  refused(token: string): void
  /** @returns stops listening; told when the person signed in or out */
  onChange(listener: () => void): () => void
}
