import { isClosed } from '@holdfast/domain'
import type { SyncedRow } from '@holdfast/sync'

/** Is the row wanted at once on start? Everything but tasks that are closed or in the trash. */
export const isOpenRow = (row: SyncedRow): boolean =>
  row.kind !== 'task' || (!isClosed(row.row.status) && row.row.deletedAt === null)
