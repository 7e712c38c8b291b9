import type { SyncStatus } from '@holdfast/client'
import type { IsoDate } from '@holdfast/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageText, describeSync } from './describe-sync.ts'
import { explainSync } from './explain-sync.ts'

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
  loading: { rows: 0, toCome: 0, done: true },
  storageError: null,
  outdated: false,
  issues: 0,
  reissued: null,
  torn: null,
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

  it('puts issues before “Sent”, but after what is worse', () => {
    const refused = { ...sent, issues: 2 }
    expect(describeSync(refused, moment, now)).toEqual({
      kind: 'issues',
      title: '2 issues',
      detail: 'Open to decide',
    })
    expect(describeSync({ ...refused, link: 'offline' }, moment, now).title).toBe('Offline')
    expect(explainSync(refused, moment, now).headline).toBe('2 issues need you.')
    expect(explainSync(sent, moment, now).headline).toBe('Everything is sent.')
  })

  it('says when the server keeps silent, and not while it answers', () => {
    const waiting = { ...sent, pending: 1, oldestPendingAt: at }
    const in20s = Date.parse(at) + 20_000
    expect(describeSync(waiting, moment, in20s).detail).toBe('waiting for the server')
    expect(explainSync(waiting, moment, in20s).rest).toMatch(/^Waiting for the server/)
    const answered = { ...waiting, lastAcknowledgedAt: new Date(in20s).toISOString() as IsoDate }
    expect(describeSync(answered, moment, in20s).detail).toBe('oldest 20 s')
  })

  it('never says sent unless everything is acknowledged, nothing refused and the link is up', () => {
    const status = fc.record({
      link: fc.constantFrom('connecting', 'online', 'offline', 'signed-out', 'upgrade-required'),
      saving: fc.nat(3),
      pending: fc.nat(3),
      issues: fc.nat(2),
      outdated: fc.boolean(),
      storageError: fc.option(fc.constant({ reason: 'quota', message: 'full' })),
      toCome: fc.nat(1),
    })
    fc.assert(
      fc.property(status, (over) => {
        const loading = { rows: 1, toCome: over.toCome, done: over.toCome === 0 }
        const all = { ...sent, ...over, loading } as SyncStatus
        const said = describeSync(all, moment, now)
        const allSent =
          all.link === 'online' &&
          all.saving + all.pending + all.issues + over.toCome === 0 &&
          !all.storageError &&
          !all.outdated
        expect(said.kind === 'sent' || said.title === 'Sent').toBe(allSent)
      }),
    )
  })

  it('says how much of the work is here while a snapshot arrives', () => {
    const loading = { rows: 25_000, toCome: 75_000, done: false }
    const said = describeSync({ ...sent, loading }, moment, now)
    expect(said).toMatchObject({ kind: 'sending', title: 'Getting your work', progress: 0.25 })
    expect(said.detail).toMatch(/^25.000 of 100.000 rows$/)
    expect(explainSync({ ...sent, loading }, moment, now).note).toMatch(/ 25.000 of 100.000 rows/)
    expect(describeSync({ ...sent, loading, pending: 1 }, moment, now).title).toBe(
      'Sending 1 change',
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
