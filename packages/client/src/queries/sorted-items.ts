/** Beyond so many changes at once, one pass over the list is quicker than finding each place. */
const MOST_SPLICES = 16

/** Total: 0 only for one and the same item. */
export type Compare<T> = (a: T, b: T) => number

/** Where the item stands in a sorted list, or would stand. */
const placeIn = <T>(items: readonly T[], item: T, compare: Compare<T>): number => {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(items[middle] as T, item) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Does the item come after all of a sorted list? */
const isBehind = <T>(items: readonly T[], item: T | undefined, compare: Compare<T>): boolean => {
  const last = items.at(-1)
  return item !== undefined && (last === undefined || compare(last, item) < 0)
}

/** A sorted list without some of its items and with others, found by binary search. */
export const withChanges = <T extends { id: string }>(
  items: readonly T[],
  { out, into }: { out: readonly T[]; into: readonly T[] },
  compare: Compare<T>,
): readonly T[] => {
  if (out.length + into.length === 0) return items
  const isMuch = out.length + into.length > MOST_SPLICES
  return isMuch ? merged(items, out, into, compare) : spliced(items, out, into, compare)
}

const spliced = <T extends { id: string }>(
  before: readonly T[],
  out: readonly T[],
  into: readonly T[],
  compare: Compare<T>,
): T[] => {
  const items = before.slice()
  for (const item of out) {
    const at = placeIn(items, item, compare)
    if (items[at]?.id === item.id) items.splice(at, 1)
  }
  for (const item of into) items.splice(placeIn(items, item, compare), 0, item)
  return items
}

/** One pass over the list, however much has changed. */
const merged = <T extends { id: string }>(
  old: readonly T[],
  out: readonly T[],
  into: readonly T[],
  compare: Compare<T>,
): T[] => {
  const gone = new Set<number>()
  for (const item of out) {
    const at = placeIn(old, item, compare)
    if (old[at]?.id === item.id) gone.add(at)
  }
  const sorted = into.toSorted(compare)
  // As rows arrive that were made one after the other.
  if (gone.size === 0 && isBehind(old, sorted[0], compare)) return old.concat(sorted)
  const fresh = sorted.map((item) => ({ item, at: placeIn(old, item, compare) }))
  const items: T[] = []
  let from = 0
  const copyTo = (to: number) => {
    for (; from < to; from++) if (gone.size === 0 || !gone.has(from)) items.push(old[from] as T)
  }
  for (const { item, at } of fresh) {
    copyTo(at)
    items.push(item)
  }
  copyTo(old.length)
  return items
}
