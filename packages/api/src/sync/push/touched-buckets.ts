import { grantedBuckets, type Transaction } from '@holdfast/db'
import {
  type Bucket,
  keyOfPatch,
  type Patch,
  type RowKey,
  type RowKind,
  rowKey,
  type UserId,
} from '@holdfast/domain'

export interface Touched {
  /** Every bucket that the transaction touched. */
  all: Bucket[]
  /** Those that some of its patches touched and that the person may see. */
  seenBy(patches: readonly Patch[]): Bucket[]
}

/** What this transaction has written so far, by bucket, as the change log has it. */
export const touchedBuckets = async (tx: Transaction, userId: UserId): Promise<Touched> => {
  const touched = await tx.rows<{ kind: RowKind; id: string; buckets: Bucket[] }>({
    name: 'touched-buckets',
    // What a membership grants or takes is logged under the membership's id.
    text: `SELECT CASE entity WHEN 'grant' THEN 'member' ELSE entity END AS kind, id,
                  buckets || left_buckets AS buckets
           FROM sync.change_log WHERE xid = pg_current_xact_id_if_assigned()`,
  })
  const all = [...new Set(touched.flatMap(({ buckets }) => buckets))]
  if (all.length === 0) return { all, seenBy: () => [] }
  const granted = new Set(await grantedBuckets(tx, userId))
  const byKey = new Map<RowKey, Set<Bucket>>()
  for (const { kind, id, buckets } of touched) {
    const key = rowKey(kind, id)
    const seen = byKey.get(key) ?? new Set()
    for (const bucket of buckets) if (granted.has(bucket)) seen.add(bucket)
    byKey.set(key, seen)
  }
  const seenBy = (patches: readonly Patch[]): Bucket[] => [
    ...new Set(patches.flatMap((patch) => [...(byKey.get(keyOfPatch(patch)) ?? [])])),
  ]
  return { all, seenBy }
}
