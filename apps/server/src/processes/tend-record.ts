import { type KeepSnapshotsOptions, keepPruned, keepSnapshots } from '@holdfast/api'

/**
 * What a server does for the record beside serving people: keeps large buckets ready to be fetched,
 * and deletes what is only kept for a while. Of several servers one does each.
 */
export const tendRecord = (
  options: Pick<KeepSnapshotsOptions, 'services' | 'url' | 'blobs' | 'pokes'>,
): AsyncDisposable => {
  const tending = new AsyncDisposableStack()
  tending.use(keepSnapshots(options))
  tending.use(keepPruned(options))
  return tending
}
