import type { Bucket, UserId } from '@holdfast/domain'
import type { Position } from '@holdfast/sync'
import type { FrameReader } from './frame-reader.ts'

interface Subscription {
  /** Up to here its commits have been sent. */
  position: Position
  readers: Set<FrameReader>
}

/** Who of this process reads which bucket, and how far each bucket has been sent. */
export class Subscriptions {
  readonly #byBucket = new Map<Bucket, Subscription>()
  readonly #byReader = new Map<FrameReader, Set<Bucket>>()

  get buckets(): Iterable<Bucket> {
    return this.#byBucket.keys()
  }

  get readers(): Iterable<FrameReader> {
    return this.#byReader.keys()
  }

  positionOf(bucket: Bucket): Position | undefined {
    return this.#byBucket.get(bucket)?.position
  }

  readersOf(bucket: Bucket): Iterable<FrameReader> {
    return this.#byBucket.get(bucket)?.readers ?? []
  }

  bucketsOf(reader: FrameReader): ReadonlySet<Bucket> {
    return this.#byReader.get(reader) ?? new Set()
  }

  /** @param head where the bucket is; what comes after will be sent */
  add(reader: FrameReader, bucket: Bucket, head: Position): void {
    const subscription = this.#byBucket.get(bucket) ?? { position: head, readers: new Set() }
    subscription.readers.add(reader)
    this.#byBucket.set(bucket, subscription)
    const buckets = this.#byReader.get(reader) ?? new Set()
    this.#byReader.set(reader, buckets.add(bucket))
  }

  moveTo(bucket: Bucket, position: Position): void {
    const subscription = this.#byBucket.get(bucket)
    if (subscription) subscription.position = position
  }

  remove(reader: FrameReader, bucket: Bucket): void {
    const subscription = this.#byBucket.get(bucket)
    subscription?.readers.delete(reader)
    if (subscription?.readers.size === 0) this.#byBucket.delete(bucket)
    this.#byReader.get(reader)?.delete(bucket)
  }

  removePerson(userId: UserId, bucket: Bucket): void {
    for (const reader of [...this.readersOf(bucket)])
      if (reader.userId === userId) this.remove(reader, bucket)
  }

  removeReader(reader: FrameReader): void {
    for (const bucket of this.bucketsOf(reader)) this.remove(reader, bucket)
    this.#byReader.delete(reader)
  }
}
