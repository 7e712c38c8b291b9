import type { Change, JournalEvent, Meta } from './journal.ts'
import type { Ledger } from './ledger.ts'
import type { Draft, OutboxEntry } from './outbox.ts'

/** What a commit works on. */
export interface Work {
  meta: Meta
  ledger: Ledger
  events: JournalEvent[]
}

/** Gives a draft the next id. */
export const append = (
  { meta, ledger, events }: Work,
  { draftId, name, version, args, at }: Draft,
): void => {
  const entry: OutboxEntry = { id: meta.nextMutationId++, draftId, name, version, args, at }
  ledger.put(entry)
  events.push({ type: 'mutation', entry })
}

/** Nobody else will refuse it. In its place the server is sent a `noop`. [P12] */
export const refuseTooLarge = (
  { meta, ledger, events }: Work,
  { clientId, id }: Extract<Change, { type: 'too-large' }>,
): void => {
  const entry = ledger.get(id)
  if (clientId !== meta.clientId || !entry) return
  if (entry.settlement && entry.settlement.status !== 'applied') return
  const refusal = {
    status: 'rejected',
    code: 'too-large',
    message: 'This is larger than the server takes.',
  } as const
  ledger.put({ ...entry, settlement: refusal })
  events.push({ type: 'settled', results: [{ id, ...refusal }], dropped: [] })
}

/** What is not settled keeps its id, as a `noop`. [O5] */
export const discard = ({ meta, ledger, events }: Work, id: number): void => {
  const entry = ledger.get(id)
  if (!entry || entry.settlement?.status === 'applied') return
  if (entry.settlement) ledger.remove(entry, meta.lastAcknowledgedAt)
  else ledger.put({ ...entry, name: 'noop', version: 1, args: {} })
  events.push({ type: 'discarded', id })
}

/** It gets a new id, after everything that waits. [O4] */
export const retry = (work: Work, id: number): void => {
  const { meta, ledger, events } = work
  const entry = ledger.get(id)
  if (!entry?.settlement || entry.settlement.status === 'applied') return
  ledger.remove(entry, meta.lastAcknowledgedAt)
  events.push({ type: 'discarded', id })
  append(work, entry)
}

/** The person need not be told any longer that work was numbered anew. */
export const seeReissue = ({ meta, events }: Work): void => {
  if (!meta.reissued) return
  delete meta.reissued
  events.push({ type: 'reissue-seen' })
}

/** The person need not be told any longer that the store was torn. */
export const seeTorn = ({ meta, events }: Work): void => {
  if (!meta.torn) return
  delete meta.torn
  events.push({ type: 'torn-seen' })
}
