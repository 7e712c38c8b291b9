import type { ErrorComponentProps } from '@tanstack/react-router'
import { CircleAlert, Copy, RotateCcw } from 'lucide-react'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'

/** In place of a view that could not be drawn: what happened, what was kept, what to do. */
export function FailedView({ error }: ErrorComponentProps) {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const storage = error instanceof Error && error.name === 'StorageError'
  return (
    <section className="failed-view" aria-label="Something failed">
      <Banner
        icon={CircleAlert}
        look="fail"
        actions={
          <>
            <Button
              size="small"
              look="quiet"
              icon={Copy}
              onClick={() => void navigator.clipboard.writeText(details)}
            >
              Copy details
            </Button>
            <Button size="small" icon={RotateCcw} onClick={() => location.reload()}>
              Reload
            </Button>
          </>
        }
      >
        {storage ? (
          <>
            <b>The storage of this browser does not open.</b> What was kept here is untouched. Close
            other windows of Holdfast, leave private browsing, or free some space, then reload.
          </>
        ) : (
          <>
            <b>This view could not be drawn.</b> Your tasks are safe on this device. Reload, or copy
            the details for a report.
          </>
        )}
      </Banner>
    </section>
  )
}
