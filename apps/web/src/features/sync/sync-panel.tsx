import type { Issue } from '@holdfast/client'
import { useDevice, useIssues, useWaiting } from '@holdfast/client/react'
import { useNavigate } from '@tanstack/react-router'
import { ArrowLeft, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { IconButton } from '../../components/icon-button.tsx'
import { asOwnTask } from './as-own-task.ts'
import { SyncFigures } from './sync-figures.tsx'
import { SyncIssues } from './sync-issues.tsx'
import './sync-panel.css'
import { WaitingList } from './waiting-list.tsx'

/** All there is to know about what was sent, what waits, and what was refused. */
export function SyncPanel() {
  const device = useDevice()
  const navigate = useNavigate()
  const waiting = useWaiting()
  const issues = useIssues()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const close = () => {
    void navigate({ to: '.', search: ({ panel: _, ...rest }) => rest })
  }
  async function moveToMyTasks(issue: Issue) {
    const task = asOwnTask(issue)
    if (!task) return
    await device.mutate('create-task', task).durable
    await device.discardIssue(issue.id)
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
        {issues.length > 0 ? (
          <SyncIssues
            issues={issues}
            onRetry={(id) => device.retryIssue(id)}
            onMove={(issue) => void moveToMyTasks(issue)}
            onDiscard={(id) => device.discardIssue(id)}
          />
        ) : null}
        <WaitingList waiting={waiting} />
      </div>
    </aside>
  )
}
