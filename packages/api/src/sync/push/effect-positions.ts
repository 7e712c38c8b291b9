import { grantedBuckets, type Transaction } from '@holdfast/db'
import {
  type Bucket,
  type Patch,
  type RowKey,
  type RowKind,
  rowKey,
  type UserId,
} from '@holdfast/domain'
import type { EffectPositions } from '@holdfast/sync'

const keyOfPatch = (patch: Patch): RowKey =>
  rowKey(patch.kind, patch.op === 'insert' ? patch.row.id : patch.id)

/**
 * Where this transaction's writes are to be seen by the person who made them.
 * @param numbers of the commit, by bucket
 * @returns for a mutation's patches, each bucket they touched with the commit's number there
 */
export const effectPositions = async (
  tx: Transaction,
  userId: UserId,
  numbers: ReadonlyMap<Bucket, number>,
): Promise<(patches: readonly Patch[]) => EffectPositions> => {
  if (numbers.size === 0) return () => ({})
  const granted = new Set(await grantedBuckets(tx, userId))
  const touched = await tx.rows<{ kind: RowKind; id: string; buckets: Bucket[] }>({
    name: 'touched-buckets',
    // What a membership grants or takes is logged under the membership's id.
    text: `SELECT CASE entity WHEN 'grant' THEN 'member' ELSE entity END AS kind, id,
                  buckets || left_buckets AS buckets
           FROM sync.change_log WHERE xid = pg_current_xact_id_if_assigned()`,
  })
  const bucketsOfKey = new Map<RowKey, Set<Bucket>>()
  for (const { kind, id, buckets } of touched) {
    const known = bucketsOfKey.get(rowKey(kind, id)) ?? new Set()
    bucketsOfKey.set(rowKey(kind, id), new Set([...known, ...buckets]))
  }
  return (patches) => {
    const at: EffectPositions = {}
    for (const bucket of patches.flatMap((patch) => [
      ...(bucketsOfKey.get(keyOfPatch(patch)) ?? []),
    ])) {
      const n = numbers.get(bucket)
      if (n !== undefined && granted.has(bucket)) at[bucket] = n
    }
    return at
  }
}
