import type { ClientId } from '@holdfast/domain'
import type { Mutation, MutationResult } from '../wire/push.ts'
import type { Lost } from './journal.ts'
import type { OutboxEntry } from './outbox.ts'

/** What is sent under one client id. */
export interface Stream {
  clientId: ClientId
  /** By the ids that the record knows them by. */
  entries: readonly OutboxEntry[]
  /** @returns the id on the device */
  idOf(id: number): number
}

/**
 * What to send of an outbox next. What went under an earlier client id comes first, the earliest
 * before the others, so that the record has again what later work builds upon. [A6]
 * @param clientId the device's own
 */
export const nextStream = (outbox: readonly OutboxEntry[], clientId: ClientId): Stream => {
  const asked = outbox.filter(({ settlement, under }) => under && !settlement)
  const [first, ...rest] = asked
  if (!first) return { clientId, entries: outbox.filter(isOwn), idOf: (id) => id }
  const earliest = rest.reduce((one, other) => (other.id < one.id ? other : one), first)
  return streamOf(outbox, earliest.under?.clientId ?? clientId)
}

/**
 * What the answer to a push shows that the record does not have: ids that something else has, and,
 * where nothing behind those was known, all from the first without an answer on. What was not in the
 * push may be there. [A6]
 * @returns null where it has everything
 */
export const lostOf = (
  clientId: ClientId,
  sent: readonly Mutation[],
  results: readonly MutationResult[],
): Lost | null => {
  const ids = results.flatMap(({ id, status }) => (status === 'reused' ? id : []))
  if (ids.length === 0) return null
  return { clientId, ids, from: sent[results.length]?.id ?? null }
}

const isOwn = ({ id, under }: OutboxEntry): boolean => id > 0 && !under

const streamOf = (outbox: readonly OutboxEntry[], clientId: ClientId): Stream => {
  const ids = new Map<number, number>()
  const entries = outbox.flatMap((entry) => {
    if (entry.under?.clientId !== clientId) return []
    ids.set(entry.under.id, entry.id)
    return { ...entry, id: entry.under.id }
  })
  return { clientId, entries, idOf: (id) => ids.get(id) ?? id }
}
