import { useDevice, useWaiting } from '@holdfast/client/react'
import { useNavigate } from '@tanstack/react-router'
import { ArrowLeft, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { IconButton } from '../../components/icon-button.tsx'
import { SyncFigures } from './sync-figures.tsx'
import { SyncIssues } from './sync-issues.tsx'
import './sync-panel.css'
import { WaitingList } from './waiting-list.tsx'

/** All there is to know about what was sent, what waits, and what was refused. */
export function SyncPanel() {
  const device = useDevice()
  const navigate = useNavigate()
  const waiting = useWaiting()
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
        <SyncFigures onTry={() => device.syncNow()} />
        <SyncIssues />
        <WaitingList waiting={waiting} />
      </div>
    </aside>
  )
}
