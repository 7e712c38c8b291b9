import { MAX_PUSH, MAX_PUSH_LENGTH } from '../wire/protocol.ts'
import type { Mutation } from '../wire/push.ts'
import type { OutboxEntry } from './outbox.ts'

const mutationOf = ({ id, draftId, name, version, args, at }: OutboxEntry): Mutation => ({
  id,
  draftId,
  name,
  version,
  args,
  at,
})

/**
 * What to push next: mutations with consecutive ids, in order, at most `most` and no longer than
 * `MAX_PUSH_LENGTH`, but always one. [P2]
 * @param expected the id that the server asked for; it may be one that another life of the database
 *   acknowledged, which is then sent again. One that was refused is not tried again on the sly: a
 *   `noop` takes its number.
 * @returns 'missing' when the device no longer holds `expected`: it needs a new client id
 */
export const nextBatch = (
  outbox: readonly OutboxEntry[],
  expected?: number,
  most = MAX_PUSH,
): Mutation[] | 'missing' => {
  const entries = [...outbox].sort((a, b) => a.id - b.id)
  const first =
    expected === undefined
      ? entries.findIndex(({ settlement }) => !settlement)
      : entries.findIndex(({ id }) => id === expected)
  if (first < 0)
    return expected === undefined || entries.every((e) => e.settlement) ? [] : 'missing'
  const batch: Mutation[] = []
  for (const entry of entries.slice(first, first + most)) {
    const last = batch.at(-1)
    if (last && entry.id !== last.id + 1) break
    if (!entry.settlement || entry.settlement.status === 'applied') {
      if (entry.settlement && expected === undefined) break
      batch.push(mutationOf(entry))
    } else if (expected === undefined) break
    else batch.push({ ...mutationOf(entry), name: 'noop', version: 1, args: {} })
  }
  return batch.slice(0, countThatFit(batch))
}

const countThatFit = (batch: readonly Mutation[]): number => {
  let length = 0
  const tooLong = batch.findIndex((mutation, i) => {
    length += JSON.stringify(mutation).length
    return i > 0 && length > MAX_PUSH_LENGTH
  })
  return tooLong < 0 ? batch.length : tooLong
}
