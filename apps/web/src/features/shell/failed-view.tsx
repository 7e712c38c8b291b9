import type { ErrorComponentProps } from '@tanstack/react-router'
import { CircleAlert, Copy, RotateCcw } from 'lucide-react'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'

/** In place of a view that could not be drawn: what happened, what was kept, what to do. */
export function FailedView({ error }: ErrorComponentProps) {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const storage = error instanceof Error && error.name === 'StorageError'
  const outdated = storage && 'reason' in error && error.reason === 'outdated'
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
            <Button size="small" icon={RotateCcw} onClick={() => void reloadNewest()}>
              Reload
            </Button>
          </>
        }
      >
        {outdated ? (
          <>
            <b>A newer version of Holdfast has been here.</b> Everything is kept on this device.
            Reload to get that version.
          </>
        ) : storage ? (
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

/** A plain reload would bring back the version that the service worker keeps. */
async function reloadNewest(): Promise<void> {
  try {
    const { useUpdate } = await import('./update.ts')
    useUpdate.getState().reload()
  } catch {
    location.reload()
  }
}
