import type { SyncStatus } from '@holdfast/client'
import { clock } from '../tasks/due/clock.ts'
import type { Moment } from '../tasks/due/due-label.ts'
import { ageText, changesText, serverIsSilent } from './describe-sync.ts'

interface Explanation {
  headline: string
  rest: string
  note: string
}

/**
 * The state of sync in sentences: what is, what was kept, what comes next.
 * @param now milliseconds
 */
export function explainSync(status: SyncStatus, moment: Moment, now: number): Explanation {
  const { link, offlineSince, nextTryAt, storageError, loading, issues } = status
  const kept = status.pending + status.saving
  const waits = kept > 0 ? `Nothing is lost: ${changesText(kept)} on this device.` : ''
  const here = loading.rows.toLocaleString()
  const all = (loading.rows + loading.toCome).toLocaleString()
  const copy = loading.done
    ? `The copy on this device is complete: ${here} rows.`
    : `The copy on this device is still arriving: ${here} of ${all} rows.`
  if (status.outdated) {
    return {
      headline: 'A newer version of Holdfast is open in another tab.',
      rest: 'Reload to go on here.',
      note: status.saving > 0 ? `${changesText(status.saving)} could not be saved.` : '',
    }
  }
  if (storageError) {
    return {
      headline: 'Not saved on this device.',
      rest: storageMend[storageError.reason],
      note: 'What you typed is still on the screen and is tried again.',
    }
  }
  if (link === 'signed-out') {
    return { headline: 'Signed out.', rest: 'Sign in again to go on sending.', note: waits }
  }
  if (link === 'upgrade-required') {
    return {
      headline: 'This version is too old to send.',
      rest: 'A newer one is out.',
      note: waits,
    }
  }
  if (link === 'offline') {
    const since = offlineSince ? ` since ${clock(new Date(offlineSince), moment)}` : ''
    const next =
      nextTryAt && Date.parse(nextTryAt) > now
        ? `Next try in ${aheadText(nextTryAt, now)}.`
        : 'Trying now.'
    return {
      headline: 'Offline.',
      rest: `The server has not answered${since}.`,
      note: `${next} ${waits}`.trim(),
    }
  }
  if (link === 'connecting') return { headline: 'Connecting.', rest: '', note: waits }
  if (kept > 0) {
    const rest = serverIsSilent(status, now)
      ? 'Waiting for the server, which does not answer.'
      : changesText(kept)
    return { headline: 'Sending.', rest, note: waits }
  }
  if (issues > 0) {
    return {
      headline: issues === 1 ? '1 issue needs you.' : `${issues} issues need you.`,
      rest: 'Decide below. All else is sent.',
      note: copy,
    }
  }
  if (loading.toCome > 0) return { headline: 'Getting your work.', rest: '', note: copy }
  return {
    headline: 'Everything is sent.',
    rest: '',
    note: copy,
  }
}

const storageMend = {
  quota: 'The storage of this browser is full. Free some space.',
  closed: 'The browser closed its storage. Reload the page.',
  outdated: 'A newer version of Holdfast has it. Reload the page.',
  other: 'The storage of this browser does not work.',
}

const aheadText = (at: string, now: number) => ageText(new Date(now).toISOString(), Date.parse(at))
