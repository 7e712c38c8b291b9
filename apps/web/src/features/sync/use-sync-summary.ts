import { useEffect, useState } from 'react'
import { useMoment } from '../tasks/moment.tsx'
import { describeSync, type SyncSummary } from './describe-sync.ts'
import { useShownStatus } from './discarded.ts'

/** The state of sync in words, kept up while ages grow. */
export function useSyncSummary(): SyncSummary {
  const status = useShownStatus()
  const moment = useMoment()
  const [now, setNow] = useState(() => Date.now())
  const waits = status.oldestPendingAt !== null
  useEffect(() => {
    setNow(Date.now())
    if (!waits) return
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [waits])
  return describeSync(status, moment, now)
}
