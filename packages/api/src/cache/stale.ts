import type { Transaction } from '@holdfast/db'

const stale = new WeakMap<Transaction, Set<string>>()

/** Has `transact` take these keys or stamps out of the cache once the transaction is committed. */
export const staleAfter = (tx: Transaction, what: Iterable<string>): void => {
  const known = stale.get(tx) ?? new Set()
  stale.set(tx, known)
  for (const one of what) known.add(one)
}

export const staleOf = (tx: Transaction): ReadonlySet<string> => stale.get(tx) ?? new Set()
