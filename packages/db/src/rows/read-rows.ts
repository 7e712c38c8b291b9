import type { Row, RowKey, RowKind } from '@holdfast/domain'
import type { Reader, Transaction } from '../reader.ts'
import { rowKinds, selectFrom } from './row-kinds.ts'

/** How a row is locked: to be changed, or only to stay as it is until the transaction ends. */
export type Lock = 'no key update' | 'share'

/** The rows of these keys; a key without a row is left out. */
export const readRows = async (reader: Reader, keys: Iterable<RowKey>): Promise<Row[]> => {
  const found = [...byKind(keys)].map(([kind, ids]) => select(reader, kind, ids))
  return (await Promise.all(found)).flat()
}

/**
 * Locks rows and reads them: kind by kind and in the order of their ids, as every locker does, so
 * that no two of them wait for each other.
 */
export const lockRows = async (
  tx: Transaction,
  keys: Iterable<RowKey>,
  lockOf: (kind: RowKind) => Lock,
): Promise<Row[]> => {
  const locked = [...byKind(keys)].map(([kind, ids]) => select(tx, kind, ids, lockOf(kind)))
  return (await Promise.all(locked)).flat()
}

/** Ids by kind; kinds and ids are sorted. */
const byKind = (keys: Iterable<RowKey>): Map<RowKind, string[]> => {
  const sorted = new Map<RowKind, string[]>()
  for (const key of [...new Set(keys)].sort()) {
    const cut = key.indexOf(':')
    const kind = key.slice(0, cut) as RowKind
    const ids = sorted.get(kind)
    if (ids) ids.push(key.slice(cut + 1))
    else sorted.set(kind, [key.slice(cut + 1)])
  }
  return sorted
}

const select = async (
  reader: Reader,
  kind: RowKind,
  ids: readonly string[],
  lock?: Lock,
): Promise<Row[]> => {
  const { picks, parameters, order, read } = rowKinds[kind]
  const found = await reader.rows<never>({
    name: `${lock ?? 'read'}-${kind}`,
    text: `${selectFrom(kind)} WHERE ${picks} ORDER BY ${order}${lock ? ` FOR ${lock} OF row` : ''}`,
    values: parameters(ids),
  })
  return found.map((row) => ({ kind, row: read(row) }) as Row)
}
