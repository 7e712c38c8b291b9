import { useDevice, useSyncStatus } from '@holdfast/client/react'
import { Link } from '@tanstack/react-router'
import { CloudOff, RefreshCw, UserX } from 'lucide-react'
import { Banner } from '../../components/banner.tsx'
import { Button, buttonClass } from '../../components/button.tsx'
import { changesText } from '../sync/describe-sync.ts'
import { NotSaved, Outdated, Reissued, Torn } from '../sync/store-notices.tsx'
import { clock } from '../tasks/due/clock.ts'
import { useMoment } from '../tasks/moment.tsx'
import { useUpdate } from './update.ts'

/** What a person must know before they go on: over the view, until its cause is gone. */
export function Notices() {
  const status = useSyncStatus()
  const update = useUpdate()
  return (
    <>
      {status.outdated ? (
        <Outdated unsaved={status.saving > 0} onReload={update.reload} />
      ) : status.storageError ? (
        <NotSaved reason={status.storageError.reason} saving={status.saving} />
      ) : null}
      {status.torn ? <Torn torn={status.torn} /> : null}
      {status.reissued ? <Reissued count={status.reissued.count} /> : null}
      {status.link === 'upgrade-required' && !status.outdated ? (
        <TooOld onReload={update.reload} />
      ) : null}
      {update.ready && !status.outdated && status.link !== 'upgrade-required' ? (
        <Banner
          icon={RefreshCw}
          look="plain"
          actions={
            <Button size="small" onClick={update.reload}>
              Reload
            </Button>
          }
        >
          <b>A new version is ready.</b> Your work and what you are writing stay as they are.
        </Banner>
      ) : null}
      {status.link === 'signed-out' ? <SignedOut changes={status.pending + status.saving} /> : null}
      {status.link === 'offline' && !status.outdated ? (
        <Offline since={status.offlineSince} />
      ) : null}
    </>
  )
}

/** The server will not speak to this version. The desktop app brings its own, so that a reload is no help. */
function TooOld({ onReload }: { onReload: () => void }) {
  const isDesktop = window.holdfast !== undefined
  const reload = (
    <Button size="small" onClick={onReload}>
      Reload
    </Button>
  )
  return (
    <Banner icon={RefreshCw} look="plain" actions={isDesktop ? null : reload}>
      <b>This version is too old to send.</b>{' '}
      {isDesktop ? 'Install the new version of Holdfast to go on.' : 'Reload to go on.'} Everything
      is kept on this device.
    </Banner>
  )
}

function SignedOut({ changes }: { changes: number }) {
  return (
    <Banner
      icon={UserX}
      actions={
        <Link to="/sign-in" className={buttonClass('default', 'small')}>
          Sign in
        </Link>
      }
    >
      <b>
        {changes > 0 ? `Sign in again to send ${changesText(changes)}.` : 'Sign in again to sync.'}
      </b>{' '}
      You can go on working; everything is kept on this device.
    </Banner>
  )
}

function Offline({ since }: { since: string | null }) {
  const device = useDevice()
  const moment = useMoment()
  return (
    <Banner
      icon={CloudOff}
      actions={
        <Button size="small" onClick={() => device.syncNow()}>
          Try now
        </Button>
      }
    >
      <b>{since ? `Offline since ${clock(new Date(since), moment)}.` : 'Offline.'}</b> Changes are
      kept on this device and sent when the server answers.
    </Banner>
  )
}
