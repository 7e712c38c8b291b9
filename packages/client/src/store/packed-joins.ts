import { type Change, type Delta, encodePage } from '@holdfast/sync'
import { gzip } from '#gzip'
import type { PackedDeltas } from './decide-commit.ts'
import { isOpenRow } from './is-open-row.ts'

/** From this share of a full page on, rows of a join make a page of their own: open or closed work. */
const WORTH_A_PAGE = 0.25

/**
 * The rows of joins as pages, so that they are written once: rows in the journal would be read, packed
 * and written again by the next fold.
 */
export const packedJoins = async (
  changes: readonly Change[],
  pageRows: number,
): Promise<PackedDeltas> => {
  const deltas = changes.flatMap((change) => (change.type === 'delta' ? [change.delta] : []))
  const worth = deltas.filter((delta) => isWorthPacking(delta, pageRows))
  const packed = new Map<Delta, Uint8Array>()
  for (const delta of worth)
    packed.set(delta, await gzip(encodePage({ rows: delta.rows, removed: [] })))
  return packed
}

const isWorthPacking = ({ from, rows, removed }: Delta, pageRows: number): boolean =>
  from === null &&
  removed.length === 0 &&
  rows.length >= pageRows * WORTH_A_PAGE &&
  new Set(rows.map(isOpenRow)).size === 1
