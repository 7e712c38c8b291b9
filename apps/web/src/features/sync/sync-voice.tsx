import { useSyncSummary } from './use-sync-summary.ts'

/** Tells those who do not see the sign when the link goes and comes; not every change on its way. */
export function SyncVoice() {
  const { kind, title } = useSyncSummary()
  return (
    <p className="visually-hidden" role="status">
      {kind === 'sending' ? '' : title}
    </p>
  )
}
