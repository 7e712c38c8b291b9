import { type DiskState, newDiskState } from './disk.ts'

/**
 * The state of a store of format 1 as this program has it. That format's pages and journal are of no
 * use: a number that no journal reaches has the base joined anew, and the outbox stays as it is. [D13]
 */
export const fromFormat1 = (earlier: DiskState): DiskState => {
  const { meta } = newDiskState(earlier.meta.userId, earlier.meta.clientId)
  const seq = earlier.lastSeq + 1
  return { meta: { ...meta, ...earlier.meta }, lastSeq: seq, rowsWaiting: 0, clearedAt: seq }
}
