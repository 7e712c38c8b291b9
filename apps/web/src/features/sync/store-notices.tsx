import type { Device, StorageProblem, SyncStatus } from '@holdfast/client'
import { useDevice } from '@holdfast/client/react'
import { Link } from '@tanstack/react-router'
import { CircleAlert, Copy, Download, RefreshCw, Repeat, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { Banner } from '../../components/banner.tsx'
import { Button, buttonClass } from '../../components/button.tsx'
import { saveFile } from '../../components/save-file.ts'
import { describeDeed } from './describe-deed.ts'
import { changesText } from './describe-sync.ts'

/** A newer program has the storage: this tab shows what it has, and is to be loaded anew. */
export function Outdated({ unsaved, onReload }: { unsaved: boolean; onReload: () => void }) {
  return (
    <Banner
      icon={RefreshCw}
      look={unsaved ? 'fail' : 'plain'}
      actions={
        <>
          {unsaved ? <CopyUnsaved /> : null}
          <Button size="small" onClick={onReload}>
            Reload
          </Button>
        </>
      }
    >
      <b>A newer version of Holdfast is open in another tab.</b>{' '}
      {unsaved
        ? 'Something could not be saved before it took over: copy it first, then reload.'
        : 'Everything is saved. Reload to go on changing things; what you are typing comes back.'}
    </Banner>
  )
}

const whatFailed = {
  quota: 'The storage of this device is full.',
  closed: 'The storage of this browser was closed.',
  outdated: 'A newer version of Holdfast has the storage.',
  other: 'The storage of this browser does not answer.',
} satisfies Record<StorageProblem['reason'], string>

const whatHelps = {
  quota: 'Free some space on this device, then retry.',
  closed: 'Copy what is not saved, then reload.',
  outdated: 'Copy what is not saved, then reload.',
  other: 'Leave this page open and retry, or copy what is not saved and reload.',
} satisfies Record<StorageProblem['reason'], string>

/** The device could not keep something, or cannot read what it kept. */
export function NotSaved({ reason, saving }: { reason: StorageProblem['reason']; saving: number }) {
  const device = useDevice()
  return (
    <Banner
      icon={CircleAlert}
      look="fail"
      actions={
        <>
          {saving > 0 ? <CopyUnsaved /> : null}
          <Button size="small" icon={RotateCcw} onClick={() => device.syncNow()}>
            Retry
          </Button>
        </>
      }
    >
      {saving > 0 ? (
        <>
          <b>{changesText(saving)} not saved on this device.</b> {whatFailed[reason]} Nothing is
          lost while this tab is open. {whatHelps[reason]}
        </>
      ) : (
        <>
          <b>What is kept on this device could not be read.</b> {whatFailed[reason]} What you see
          may be behind. Retry, or reload.
        </>
      )}
    </Banner>
  )
}

function CopyUnsaved() {
  const device = useDevice()
  const [copied, setCopied] = useState(false)
  async function copy() {
    await navigator.clipboard.writeText(unsavedText(device))
    setCopied(true)
  }
  return (
    <Button size="small" look="quiet" icon={Copy} onClick={() => void copy()}>
      {copied ? 'Copied' : 'Copy'}
    </Button>
  )
}

/** What this tab alone has, so that it can be written down elsewhere. */
function unsavedText(device: Device): string {
  return device
    .waiting()
    .filter(({ id }) => id === null)
    .map((deed) => {
      const { title, detail } = describeDeed(deed)
      return `${title}: ${detail}\n${JSON.stringify(deed.args)}`
    })
    .join('\n\n')
}

/** The storage was damaged or taken away, and what could be read goes on. */
export function Torn({ torn }: { torn: NonNullable<SyncStatus['torn']> }) {
  const device = useDevice()
  const { pieces } = torn
  const parts = pieces === 1 ? '1 piece' : `${pieces} pieces`
  async function save() {
    saveFile('holdfast-damaged.txt', 'text/plain', (await device.tornPieces()).join('\n\n'))
  }
  return (
    <Banner
      icon={CircleAlert}
      actions={
        <>
          {pieces > 0 ? (
            <Button size="small" look="quiet" icon={Download} onClick={() => void save()}>
              Save a copy
            </Button>
          ) : (
            <Link to="/settings" hash="storage" className={buttonClass('quiet', 'small')}>
              Keep storage
            </Link>
          )}
          <Button size="small" onClick={() => void device.tornSeen()}>
            OK
          </Button>
        </>
      }
    >
      {pieces > 0 ? (
        <>
          <b>Some of what this device kept was damaged.</b> All that could be read goes on, and what
          was sent comes again from the server. {parts} of work could not be read: save a copy, and
          look through what you did last.
        </>
      ) : (
        <>
          <b>This browser cleared or lost its storage of Holdfast.</b> What was sent comes again
          from the server. What was not sent yet may be missing: look through what you did last.
        </>
      )}
    </Banner>
  )
}

/** Work was numbered anew, since the server or this store is an earlier state of itself. */
export function Reissued({ count }: { count: number }) {
  const device = useDevice()
  return (
    <Banner
      icon={Repeat}
      look="plain"
      actions={
        <Button size="small" onClick={() => void device.reissueSeen()}>
          OK
        </Button>
      }
    >
      <b>
        {changesText(count)} from this device {count === 1 ? 'is' : 'are'} sent again.
      </b>{' '}
      The server, or the storage of this device, was put back to an earlier state. Look whether
      something is there twice.
    </Banner>
  )
}
