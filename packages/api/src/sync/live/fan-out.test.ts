import type { OwnCommit, PokeListener } from '@holdfast/db'
import { type Bucket, type UserId, userBucket } from '@holdfast/domain'
import { afterEach, expect, test, vi } from 'vitest'
import { FanOut } from './fan-out.ts'
import type { Commits, Round } from './read-commits.ts'

/** What a condition may take on a busy machine, in ms. */
const PATIENCE = 30_000

const userId = crypto.randomUUID() as UserId
const bucket = userBucket(userId)
/** Never within a test. */
const pollEvery = 1e9

const opened: FanOut[] = []
afterEach(async () => {
  for (const fanOut of opened.splice(0)) await fanOut[Symbol.asyncDispose]()
})

/** A fan-out with one reader that stands at 10, over a record whose reads are answered by hand. */
const following = async () => {
  const reads: PromiseWithResolvers<unknown>[] = []
  const readSnapshot = () => {
    const read = Promise.withResolvers<unknown>()
    reads.push(read)
    return read.promise
  }
  let poke: PokeListener = () => undefined
  const fanOut = new FanOut({
    db: { epoch: 'e', readSnapshot },
    log: { warn: () => undefined },
    pokes: {
      onPoke: (listener: PokeListener) => {
        poke = listener
        return () => undefined
      },
    },
    pollEvery,
    onNewEpoch: () => undefined,
  } as unknown as ConstructorParameters<typeof FanOut>[0])
  opened.push(fanOut)
  const sent: { from: number; to: number; rows: unknown[] }[] = []
  const reader = { userId, send: (message: Buffer) => void sent.push(JSON.parse(String(message))) }
  const joined = fanOut.join(reader, { epoch: 'e', positions: {} }, () => undefined)
  reads.shift()?.resolve({ buckets: [bucket], heads: new Map([[bucket, 10]]) })
  await joined
  return { reads, sent, poke: (poked: Bucket[], own?: OwnCommit[]) => poke(new Set(poked), own) }
}

const own = (n: number, epoch = 'e'): OwnCommit => ({ epoch, bucket, n, rows: [], removed: [] })

const roundOf = (from: number, to: number): Round => {
  const news: Commits['news'] = { bucket, from, to, rows: [], removed: [] }
  const commits = [{ bucket, from, to, grants: false, news }]
  return { commits, left: [], people: new Map(), granted: new Map(), more: false }
}

const spans = (sent: readonly { from: number; to: number }[]) =>
  sent.map(({ from, to }) => [from, to])

test('[F2] what the process committed itself is sent without being read', async () => {
  const { reads, sent, poke } = await following()
  poke([bucket], [own(11)])
  poke([bucket], [own(12), own(13)])
  await vi.waitFor(
    () =>
      expect(spans(sent)).toEqual([
        [10, 11],
        [11, 12],
        [12, 13],
      ]),
    PATIENCE,
  )
  expect(reads).toEqual([])
})

test('[F2] behind a commit of another process it is read, and not sent twice', async () => {
  const { reads, sent, poke } = await following()
  poke([bucket], [own(12)])
  await vi.waitFor(() => expect(reads).toHaveLength(1), PATIENCE)
  // These come while it reads: one that is among what it finds, and the next.
  poke([bucket], [own(11), own(13)])
  reads.shift()?.resolve(roundOf(10, 12))
  await vi.waitFor(
    () =>
      expect(spans(sent)).toEqual([
        [10, 12],
        [12, 13],
      ]),
    PATIENCE,
  )
  expect(reads).toEqual([])
})

test('[F2] of another life of the record it is read', async () => {
  const { reads, sent, poke } = await following()
  poke([bucket], [own(11, 'earlier')])
  await vi.waitFor(() => expect(reads).toHaveLength(1), PATIENCE)
  reads.shift()?.resolve(roundOf(10, 11))
  await vi.waitFor(() => expect(spans(sent)).toEqual([[10, 11]]), PATIENCE)
})

test('[S8] a part of a backlog is sent to nobody who may not see the bucket by now', async () => {
  const { reads, sent, poke } = await following()
  poke([bucket], [own(12)])
  await vi.waitFor(() => expect(reads).toHaveLength(1), PATIENCE)
  reads.shift()?.resolve({ ...roundOf(10, 11), people: new Map([[bucket, new Set()]]), more: true })
  await vi.waitFor(() => expect(reads).toEqual([]), PATIENCE)
  poke([bucket], [own(13)])
  await new Promise((resolve) => setImmediate(resolve))
  expect(sent).toEqual([])
})
