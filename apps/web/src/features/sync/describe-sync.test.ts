import type { SyncStatus } from '@holdfast/client'
import type { IsoDate } from '@holdfast/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageText, describeSync } from './describe-sync.ts'

const moment = { now: new Date(), timeZone: 'UTC', locale: 'en-GB' }
const at = '2026-11-24T13:23:58.000Z' as IsoDate
const now = Date.parse(at) + 38 * 60_000

const sent: SyncStatus = {
  link: 'online',
  offlineSince: null,
  nextTryAt: null,
  saving: 0,
  pending: 0,
  oldestPendingAt: null,
  lastAcknowledgedAt: at,
  loading: { rows: 0, done: true },
  storageError: null,
  issues: 0,
}

describe('describeSync', () => {
  it('says when the server last acknowledged', () => {
    expect(describeSync(sent, moment, now)).toEqual({
      kind: 'sent',
      title: 'Sent',
      detail: 'Last acknowledged 13:23',
    })
  })

  it('counts what waits and how long', () => {
    const waiting = { ...sent, pending: 7, oldestPendingAt: at }
    expect(describeSync({ ...waiting, link: 'offline' }, moment, now)).toMatchObject({
      title: 'Offline, 7 changes kept',
      detail: 'oldest 38 min',
    })
    expect(describeSync(waiting, moment, Date.parse(at) + 6_000)).toMatchObject({
      title: 'Sending 7 changes',
      detail: 'oldest 6 s',
    })
  })

  it('never says sent unless everything is acknowledged and the link is up', () => {
    const status = fc.record({
      link: fc.constantFrom('connecting', 'online', 'offline', 'signed-out', 'upgrade-required'),
      saving: fc.nat(3),
      pending: fc.nat(3),
      storageError: fc.option(fc.constant({ reason: 'quota', message: 'full' })),
    })
    fc.assert(
      fc.property(status, (over) => {
        const all = { ...sent, ...over } as SyncStatus
        const said = describeSync(all, moment, now)
        const allSent =
          all.link === 'online' && all.saving === 0 && all.pending === 0 && !all.storageError
        expect(said.kind === 'sent' || said.title === 'Sent').toBe(allSent)
      }),
    )
  })

  it('rounds ages as a person would', () => {
    const ago = (seconds: number) => ageText(new Date(now - seconds * 1000).toISOString(), now)
    expect([ago(6), ago(38 * 60), ago(5 * 3600), ago(3 * 86_400)]).toEqual([
      '6 s',
      '38 min',
      '5 h',
      '3 days',
    ])
  })
})
