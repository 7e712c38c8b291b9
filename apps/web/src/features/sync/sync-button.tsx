import { Link } from '@tanstack/react-router'
import { CircleAlert, CloudCheck, CloudOff, CloudUpload, type LucideIcon } from 'lucide-react'
import type { SyncSummary } from './describe-sync.ts'
import { useOpenIssues } from './discarded.ts'
import { useSyncSummary } from './use-sync-summary.ts'

const icons: Record<SyncSummary['kind'], LucideIcon> = {
  sent: CloudCheck,
  sending: CloudUpload,
  waiting: CloudOff,
  issues: CircleAlert,
}

const openSync = ({ task: _, ...rest }: { task?: string; q?: string }) => ({
  ...rest,
  panel: 'sync' as const,
})

/** The truth about sync, always in sight. */
export function SyncButton() {
  const { kind, title, detail, progress } = useSyncSummary()
  const Icon = icons[kind]
  return (
    <Link to="." search={openSync} className={`sync-button sync-${kind}`}>
      <Icon />
      <span>
        <b>{title}</b>
        <small>{detail}</small>
        {progress === undefined ? null : <progress value={progress} aria-label={title} />}
      </span>
      <IssueCount />
    </Link>
  )
}

/** The same as a sign, where there is no room for words. */
export function SyncMark() {
  const { kind, title, detail } = useSyncSummary()
  const Icon = icons[kind]
  return (
    <Link
      to="."
      search={openSync}
      className={`sync-mark sync-${kind}`}
      aria-label={`${title}. ${detail}`}
    >
      <Icon />
      <IssueCount />
    </Link>
  )
}

/** Beside whatever else is to be said of sync. */
function IssueCount() {
  const { length } = useOpenIssues()
  return length > 0 ? <span className="issue-count">{length}</span> : null
}
