import { AppError } from '@holdfast/domain'
import { PROTOCOL } from '../wire/protocol.ts'
import type { Mutation, MutationResult, PushReply, PushRequest } from '../wire/push.ts'
import type { Epoch } from '../wire/row.ts'

/** What of the record decides how a push is taken. */
export interface PushGround {
  epoch: Epoch
  /** The id of the client's last mutation that was decided, 0 at first; null: it is another person's. */
  last: number | null
}

export type PushPlan =
  | { do: 'answer'; reply: Exclude<PushReply, { status: 'done' }> }
  /** `known` was decided before and is answered from the record; `news` is to be run behind it. */
  | { do: 'run'; known: Mutation[]; news: Mutation[] }

/**
 * How a push is taken, before anything of it is run. Rules: packages/sync/SPEC.md, [P…].
 * @throws AppError `bad-input` for ids with holes
 */
export const planPush = (request: PushRequest, { epoch, last }: PushGround): PushPlan => {
  const { mutations } = request
  const first = mutations[0]?.id ?? 0
  if (mutations.some(({ id }, i) => id !== first + i))
    throw new AppError('bad-input', 'The ids of a batch must count up by one.')
  if (request.protocol !== PROTOCOL)
    return answer({ status: 'upgrade-required', protocol: PROTOCOL })
  if (last === null) return answer({ status: 'foreign-client' })
  const expected = last + 1
  if (isOfAnotherLife(request, epoch)) return answer({ status: 'new-epoch', epoch, expected })
  if (first > expected) return answer({ status: 'gap', epoch, expected })
  return {
    do: 'run',
    known: mutations.filter(({ id }) => id <= last),
    news: mutations.filter(({ id }) => id > last),
  }
}

const answer = (reply: Exclude<PushReply, { status: 'done' }>): PushPlan => ({
  do: 'answer',
  reply,
})

/** Does a request speak of a life of the database that has ended? One that knows none does not. */
export const isOfAnotherLife = (request: { epoch: Epoch | null }, epoch: Epoch): boolean =>
  request.epoch !== null && request.epoch !== epoch

/** What the record keeps of a mutation that was decided. */
export interface StoredResult {
  /** Of its `intentText`, as the record made it then. */
  digest: string
  result: MutationResult
}

/**
 * What was said of these mutations when they were decided: `reused` for an id under which another
 * intent was sent then. A `noop` stands for one that was taken back: whatever it did stays done.
 * @param isClash an id was used by another intent: nothing behind it is run, since a cloned store sends
 *   all of that again under a new client
 */
export const recall = (
  known: readonly Mutation[],
  stored: ReadonlyMap<number, StoredResult>,
  digestOf: (mutation: Mutation) => string,
): { results: MutationResult[]; isClash: boolean } => {
  const results = known.map((mutation): MutationResult => {
    const earlier = stored.get(mutation.id)
    const isSame = mutation.name === 'noop' || earlier?.digest === digestOf(mutation)
    return earlier && isSame ? earlier.result : { id: mutation.id, status: 'reused' }
  })
  return { results, isClash: results.some(({ status }) => status === 'reused') }
}

/** What the record has applied for a person, under whatever client and id, by draft id. */
export type AppliedDrafts = ReadonlyMap<string, MutationResult>

/**
 * What is to be said of a mutation whose id is new and that has been applied under another id: what
 * was said then. A `noop` does nothing in the name of its draft. [P13]
 * @returns undefined where it is to be run
 */
export const repeatOf = (
  { id, name, draftId }: Mutation,
  applied: AppliedDrafts,
): MutationResult | undefined => {
  const earlier = name === 'noop' ? undefined : applied.get(draftId)
  return earlier && { ...earlier, id }
}

/** The same for an intent that is sent again, and for no other: JSON with all fields in order. */
export const intentText = ({ name, version, args }: Mutation): string =>
  JSON.stringify([name, version, args ?? null], (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
