import { useDevice, useIssues, useSyncStatus, useWaiting } from '@holdfast/client/react'
import { useNavigate } from '@tanstack/react-router'
import { ArrowLeft, RefreshCw, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Button } from '../../components/button.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { useSyncSummary } from './use-sync-summary.ts'

/** All there is to know about what was sent and what waits. */
export function SyncPanel() {
  const device = useDevice()
  const navigate = useNavigate()
  const { title, detail } = useSyncSummary()
  const { pending } = useSyncStatus()
  const waiting = useWaiting()
  const issues = useIssues()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const close = () => {
    void navigate({ to: '.', search: ({ panel: _, ...rest }) => rest })
  }
  return (
    <aside
      className="panel wide"
      aria-label="Sync"
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <header className="panel-head">
        <IconButton icon={ArrowLeft} label="Back" className="panel-back" onClick={close} />
        <h2 ref={heading} tabIndex={-1}>
          Sync
        </h2>
        <span className="panel-space" />
        <IconButton icon={X} label="Close" keys={['Esc']} className="panel-close" onClick={close} />
      </header>
      <div className="panel-body">
        <p>
          <b>{title}</b> {detail}
        </p>
        <Button size="small" icon={RefreshCw} onClick={() => device.syncNow()}>
          Try now
        </Button>
        <p>{`${pending} waiting, ${waiting.length} listed, ${issues.length} issues`}</p>
      </div>
    </aside>
  )
}
