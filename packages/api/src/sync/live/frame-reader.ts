import type { UserId } from '@holdfast/domain'

/** One who reads the buckets that a person may see: a socket, seen from the fan-out. */
export interface FrameReader {
  readonly userId: UserId
  /** @param message a server message as JSON in UTF-8 */
  send(message: Buffer): void
}
