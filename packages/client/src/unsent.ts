import type { IsoDate, RowKey } from '@holdfast/domain'
import type { Pending } from '@holdfast/sync'
import type { Listeners, Live } from './queries/live.ts'

/** Since when changes of a row wait to be sent; null where none does. */
export const unsentOf = (
  key: RowKey,
  pendingOn: () => Iterable<Pending>,
  changed: Listeners,
): Live<{ since: IsoDate } | null> => {
  let known: { since: IsoDate } | null = null
  const get = () => {
    const times = [...pendingOn()]
      .filter(({ settlement, writes }) => !settlement && writes.has(key))
      .map(({ at }) => at)
    const since = times.sort()[0]
    if (known?.since !== since) known = since === undefined ? null : { since }
    return known
  }
  return { get, subscribe: (listener) => changed.add(listener) }
}
