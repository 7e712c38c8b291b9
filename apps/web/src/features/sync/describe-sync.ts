import type { SyncStatus } from '@holdfast/client'
import { clock } from '../tasks/due/clock.ts'
import type { Moment } from '../tasks/due/due-label.ts'

export interface SyncSummary {
  /** Decides sign and colour. */
  kind: 'sent' | 'sending' | 'waiting' | 'issues'
  title: string
  detail: string
  /** How much of what the server has promised is here, from 0 to 1. */
  progress?: number
}

/** How long ago, roughly: 6 s, 38 min, 5 h, 3 days. */
export function ageText(since: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(since)) / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} days`
}

export function changesText(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`
}

/** The server took the connection and says nothing: no longer a delay that goes without saying. */
const silentAfter = 10_000

/**
 * Whether changes wait for a server that has not answered any of them for a while.
 * @param now milliseconds
 */
export function serverIsSilent(status: SyncStatus, now: number): boolean {
  const { oldestPendingAt, lastAcknowledgedAt } = status
  if (!oldestPendingAt) return false
  const heard = lastAcknowledgedAt ? Date.parse(lastAcknowledgedAt) : 0
  return now - Math.max(Date.parse(oldestPendingAt), heard) > silentAfter
}

/**
 * The state of sync in two short lines. “Sent” is said only when the server has acknowledged
 * everything, has refused nothing, and the link is up.
 * @param now milliseconds
 */
export function describeSync(status: SyncStatus, moment: Moment, now: number): SyncSummary {
  const { link, saving, pending, oldestPendingAt, lastAcknowledgedAt, storageError } = status
  const { rows, toCome } = status.loading
  const changes = pending + saving
  const oldest = oldestPendingAt ? `oldest ${ageText(oldestPendingAt, now)}` : ''
  const last = lastAcknowledgedAt
    ? `Last acknowledged ${clock(new Date(lastAcknowledgedAt), moment)}`
    : ''
  if (status.outdated) {
    return { kind: 'waiting', title: 'Reload to go on', detail: 'a newer version is open' }
  }
  if (storageError) {
    return { kind: 'waiting', title: 'Not saved on this device', detail: 'Open for details' }
  }
  if (link === 'signed-out') {
    const detail = changes > 0 ? `${changesText(changes)} kept` : 'your work is kept'
    return { kind: 'waiting', title: 'Signed out', detail }
  }
  if (link === 'upgrade-required') {
    return {
      kind: 'waiting',
      title: 'Too old to send',
      detail: oldest || 'a newer version is out',
    }
  }
  if (link === 'offline') {
    const title = changes > 0 ? `Offline, ${changesText(changes)} kept` : 'Offline'
    return { kind: 'waiting', title, detail: oldest || last || 'work is kept on this device' }
  }
  if (status.issues > 0) {
    const title = status.issues === 1 ? '1 issue' : `${status.issues} issues`
    return { kind: 'issues', title, detail: 'Open to decide' }
  }
  if (changes > 0) {
    const detail = serverIsSilent(status, now) ? 'waiting for the server' : oldest || 'saving'
    return { kind: 'sending', title: `Sending ${changesText(changes)}`, detail }
  }
  if (link === 'connecting') {
    return { kind: 'sending', title: 'Connecting', detail: last || 'to the server' }
  }
  if (toCome > 0) {
    const all = rows + toCome
    const detail = `${rows.toLocaleString()} of ${all.toLocaleString()} rows`
    return { kind: 'sending', title: 'Getting your work', detail, progress: rows / all }
  }
  return { kind: 'sent', title: 'Sent', detail: last }
}
