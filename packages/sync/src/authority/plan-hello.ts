import type { Bucket } from '@holdfast/domain'
import type { ClientMessage } from '../wire/live.ts'
import type { Epoch, Position } from '../wire/row.ts'
import { isOfAnotherLife } from './plan-push.ts'

type Hello = Extract<ClientMessage, { type: 'hello' }>

/** What of the record decides how a `hello` is answered. */
export interface HelloGround {
  epoch: Epoch
  granted: readonly Bucket[]
  heads: ReadonlyMap<Bucket, Position>
  /** The commit after which frames of a bucket come on the socket. */
  sent: (bucket: Bucket) => Position
}

/** The buckets to be pulled: joined, gone, or not where the frames go on from. [F1] */
export const behindAtHello = (
  hello: Pick<Hello, 'epoch' | 'positions'>,
  { epoch, granted, heads, sent }: HelloGround,
): Bucket[] => {
  const isGranted = new Set(granted)
  const lost = (Object.keys(hello.positions) as Bucket[]).filter((bucket) => !isGranted.has(bucket))
  if (isOfAnotherLife(hello, epoch)) return [...lost, ...granted]
  const isBehind = (bucket: Bucket): boolean => {
    const position = hello.positions[bucket]
    const head = Math.max(sent(bucket), heads.get(bucket) ?? 0)
    return position === undefined || position < sent(bucket) || position > head
  }
  return [...lost, ...granted.filter(isBehind)]
}
