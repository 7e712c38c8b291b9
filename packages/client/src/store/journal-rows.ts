import type { Bucket } from '@holdfast/domain'
import type { JournalEntry } from '@holdfast/sync'

/** Rows that the entries themselves carry. */
export const rowsIn = (entries: readonly JournalEntry[]): number =>
  entries.reduce(
    (sum, { event }) => sum + (event.type === 'delta' ? event.delta.rows.length : 0),
    0,
  )

/** Which buckets each entry's rows are gone from by the end. */
export const isForgottenAfter = (
  entries: readonly JournalEntry[],
): ((seq: number, bucket: Bucket) => boolean) => {
  let epochAt = 0
  const at = new Map<Bucket, number>()
  for (const { seq, event } of entries) {
    if (event.type === 'new-epoch') epochAt = seq
    if (event.type === 'forgotten') for (const bucket of event.buckets) at.set(bucket, seq)
  }
  return (seq, bucket) => seq < epochAt || seq < (at.get(bucket) ?? 0)
}
