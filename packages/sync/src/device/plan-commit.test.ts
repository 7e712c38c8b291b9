import type { Bucket, ClientId } from '@holdfast/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applied,
  deltaChange,
  draftChange,
  firstClient,
  PlanDisk,
  rejected,
  settleChange,
} from '../testing/plan-disk.ts'
import { dawn } from '../testing/world.ts'
import type { Change } from './journal.ts'
import type { OutboxEntry } from './outbox.ts'
import { type DeviceState, planCommit } from './plan-commit.ts'
import { neededOutbox } from './plan-needs.ts'

const a = 'project:00000000-0000-7000-9000-00000000000a' as Bucket
const b = 'project:00000000-0000-7000-9000-00000000000b' as Bucket
const at = dawn

describe('drafts', () => {
  test('[D1] ids are given one after the other', () => {
    const disk = new PlanDisk()
    disk.commit(draftChange(), draftChange())
    const { events } = disk.commit(draftChange())
    expect(disk.ids()).toEqual([1, 2, 3])
    expect(disk.state.meta.nextMutationId).toBe(4)
    expect(events).toMatchObject([{ type: 'mutation', entry: { id: 3 } }])
  })
})

test('[D2] a draft that was written already is not written again, even when its effect has come back', () => {
  const disk = new PlanDisk({ positions: { [a]: 1 } })
  const one = draftChange() as Extract<Change, { type: 'draft' }>
  const nth = (n: number): Change => ({ ...one, draft: { ...one.draft, nth: { tab: 't', n } } })
  disk.commit(nth(1), settleChange(applied(1, { [a]: 1 })))
  expect(disk.ids()).toEqual([])
  expect(disk.commit(nth(1)).events).toEqual([])
  disk.commit(nth(2))
  expect(disk.ids()).toEqual([2])
})

describe('positions', () => {
  test('[D4] a delta that continues the position applies', () => {
    const disk = new PlanDisk({ positions: { [a]: 4 } })
    const plan = disk.commit(deltaChange(a, 4, 6))
    expect(plan.meta.positions).toEqual({ [a]: 6 })
    expect(plan.events).toHaveLength(1)
  })

  test('[D4] a delta that is not beyond the position changes nothing', () => {
    const disk = new PlanDisk({ positions: { [a]: 4 } })
    expect(disk.commit(deltaChange(a, 2, 4))).toMatchObject({ events: [], stale: [] })
  })

  test.each([
    [5, 6],
    [2, 6],
  ])('[D4] a delta from %i to %i at position 4 is stale', (from, to) => {
    const disk = new PlanDisk({ positions: { [a]: 4 } })
    const plan = disk.commit(deltaChange(a, from, to))
    expect(plan).toMatchObject({ events: [], stale: [a] })
    expect(plan.meta.positions).toEqual({ [a]: 4 })
  })

  test('[D4] a frame for a bucket that is not held is stale, its join under way or not', () => {
    const disk = new PlanDisk()
    expect(disk.commit(deltaChange(a, 4, 5)).stale).toEqual([a])
    disk.commit(deltaChange(a, null, 4, { after: 'task:1' }))
    // The last page may be under way and end before it: nobody else would tell of this commit.
    expect(disk.commit(deltaChange(a, 4, 5)).stale).toEqual([a])
  })

  test('[D5] a delta of another epoch changes nothing and asks for a pull', () => {
    const disk = new PlanDisk({ positions: { [a]: 4 } })
    const plan = disk.commit({ ...deltaChange(a, 4, 5), epoch: 'e2' })
    expect(plan).toMatchObject({ events: [], stale: [a] })
  })
})

describe('joins', () => {
  test('[L3] a bucket is held only when its last page has come, at where the join began', () => {
    const disk = new PlanDisk()
    disk.commit(deltaChange(a, null, 4, { after: 'task:1' }))
    expect(disk.state.meta).toMatchObject({ positions: {}, joins: { [a]: { to: 4 } } })
    disk.commit(deltaChange(a, null, 4))
    expect(disk.state.meta).toMatchObject({ positions: { [a]: 4 }, joins: {} })
  })

  test('[L4] a page that does not go on from where the join stands is stale', () => {
    const disk = new PlanDisk()
    const page = (continues: string | null, after: string | null): Change => ({
      ...deltaChange(a, null, 4, { after }),
      continues,
    })
    disk.commit(page(null, 'task:1'))
    expect(disk.commit(page('task:2', null)).stale).toEqual([a])
    expect(disk.commit(page('task:1', null)).meta.positions).toEqual({ [a]: 4 })
  })

  test('[L6] a join of a held bucket that is behind begins it anew', () => {
    const disk = new PlanDisk({ positions: { [a]: 4 } })
    const { events } = disk.commit(deltaChange(a, null, 9, { after: 'task:1' }))
    expect(events.map(({ type }) => type)).toEqual(['forgotten', 'delta'])
    expect(disk.state.meta).toMatchObject({ positions: {}, joins: { [a]: { to: 9 } } })
  })

  test('[D8] forgetting discards position and join, once', () => {
    const disk = new PlanDisk({ positions: { [a]: 4 }, joins: { [b]: { to: 1, after: 'x' } } })
    const { events } = disk.commit({ type: 'forget', buckets: [a, b] })
    expect(events).toMatchObject([{ type: 'forgotten', buckets: [a, b] }])
    expect(disk.state.meta).toMatchObject({ positions: {}, joins: {} })
    expect(disk.commit({ type: 'forget', buckets: [a, b] }).events).toEqual([])
  })
})

describe('the outbox', () => {
  test('[O1] an applied mutation leaves when its bucket has reached the commit', () => {
    const disk = new PlanDisk({ positions: { [a]: 4 } })
    disk.commit(draftChange(), settleChange(applied(1, { [a]: 6 })))
    disk.commit(deltaChange(a, 4, 5))
    expect(disk.ids()).toEqual([1])
    const { events } = disk.commit(deltaChange(a, 5, 6))
    expect(events).toMatchObject([{ type: 'delta', dropped: [1] }])
    expect(disk.ids()).toEqual([])
  })

  test('[O1] it leaves with the reply when the effect was there before', () => {
    const disk = new PlanDisk({ positions: { [a]: 6 } })
    disk.commit(draftChange())
    const { events } = disk.commit(settleChange(applied(1, { [a]: 6 })))
    expect(events).toMatchObject([{ type: 'settled', dropped: [1] }])
  })

  test('[O1] it waits for every bucket, and a forgotten one counts as seen', () => {
    const disk = new PlanDisk({ positions: { [a]: 4, [b]: 1 } })
    disk.commit(draftChange(), settleChange(applied(1, { [a]: 5, [b]: 2 })))
    disk.commit(deltaChange(a, 4, 5))
    expect(disk.ids()).toEqual([1])
    const { events } = disk.commit({ type: 'forget', buckets: [b] })
    expect(events).toMatchObject([{ type: 'forgotten', dropped: [1] }])
  })

  test('[O1] in a bucket that is not held it waits for the join, or for a pull that brings none', () => {
    const joins = new PlanDisk()
    joins.commit(draftChange(), settleChange(applied(1, { [a]: 1 })))
    expect(joins.ids()).toEqual([1])
    joins.commit(deltaChange(a, null, 1))
    expect(joins.ids()).toEqual([])

    const doesNot = new PlanDisk()
    doesNot.commit(draftChange(), settleChange(applied(1, { [a]: 1 })))
    doesNot.commit({ type: 'acknowledged', at })
    expect(doesNot.ids()).toEqual([])
  })

  test('[O1] a pull that ended with a stale page says nothing of what is not held', () => {
    const disk = new PlanDisk()
    disk.commit(draftChange(), settleChange(applied(1, { [a]: 1 })))
    disk.commit({ ...deltaChange(a, null, 1), continues: 'task:1' }, { type: 'acknowledged', at })
    expect(disk.ids()).toEqual([1])
  })

  test('[O2] one that touched no bucket leaves at once', () => {
    const disk = new PlanDisk()
    disk.commit(draftChange(), settleChange(applied(1, {})))
    expect(disk.ids()).toEqual([])
  })

  test('[O3] a refused one stays until it is discarded', () => {
    const disk = new PlanDisk({ positions: { [a]: 4 } })
    disk.commit(draftChange(), settleChange(rejected(1)), deltaChange(a, 4, 9), {
      type: 'acknowledged',
      at,
    })
    expect(disk.ids()).toEqual([1])
    disk.commit({ type: 'discard', id: 1 })
    expect(disk.ids()).toEqual([])
  })

  test('[O4] retrying gives a new id after everything that waits, and leaves the draft id', () => {
    const disk = new PlanDisk()
    disk.commit(draftChange('first'), draftChange('second'), settleChange(rejected(1)))
    const { draftId } = disk.state.outbox[0] as OutboxEntry
    disk.commit({ type: 'retry', id: 1 })
    expect(disk.state.outbox).toMatchObject([
      { id: 2, args: { title: 'second' } },
      { id: 3, draftId, args: { title: 'first' } },
    ])
    expect(disk.state.outbox[1]).not.toHaveProperty('settlement')
  })

  test('[O5] discarding one that is not settled leaves a noop with its id', () => {
    const disk = new PlanDisk()
    disk.commit(draftChange(), draftChange())
    disk.commit({ type: 'discard', id: 1 })
    expect(disk.state.outbox).toMatchObject([{ id: 1, name: 'noop', args: {} }, { id: 2 }])
  })

  test('[P12] what is too large for the server is refused on the device, before any epoch is known', () => {
    const disk = new PlanDisk({ epoch: null })
    disk.commit(draftChange(), draftChange())
    const change: Change = { type: 'too-large', clientId: firstClient, id: 1 }
    const { events } = disk.commit(change)
    expect(events).toMatchObject([
      { type: 'settled', results: [{ id: 1, status: 'rejected', code: 'too-large' }] },
    ])
    expect(disk.ids()).toEqual([1, 2])
    expect(disk.commit(change).events).toEqual([])
    const other = { ...change, clientId: 'c0' as ClientId, id: 2 }
    expect(disk.commit(other).events).toEqual([])
  })

  test('a mutation that was applied can be neither discarded nor retried', () => {
    const disk = new PlanDisk({ positions: { [a]: 4 } })
    disk.commit(draftChange(), settleChange(applied(1, { [a]: 5 })))
    const plan = disk.commit({ type: 'discard', id: 1 }, { type: 'retry', id: 1 })
    expect(plan.events).toEqual([])
    expect(disk.ids()).toEqual([1])
  })

  test('a second answer to the same mutation changes nothing', () => {
    const disk = new PlanDisk()
    disk.commit(draftChange(), settleChange(rejected(1)))
    expect(disk.commit(settleChange(applied(1, {}))).events).toEqual([])
    expect(disk.state.outbox[0]?.settlement?.status).toBe('rejected')
  })
})

const buckets = [a, b]
const step = fc.oneof(
  fc.constant({ do: 'draft' as const }),
  fc.record({ do: fc.constant('settle' as const), commits: fc.array(fc.nat(1), { maxLength: 2 }) }),
  fc.record({ do: fc.constant('frame' as const), bucket: fc.nat(1), skip: fc.nat(2) }),
  fc.record({ do: fc.constant('forget' as const), bucket: fc.nat(1) }),
  fc.record({ do: fc.constant('join' as const), bucket: fc.nat(1) }),
  fc.constant({ do: 'acknowledged' as const }),
)

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** A device, the commits of two buckets, and where each effect is still to be seen. */
class Story {
  readonly disk = new PlanDisk({ positions: { [a]: 0, [b]: 0 } })
  readonly awaited = new Map<number, Map<Bucket, number>>()
  private readonly heads = new Map<Bucket, number>()

  changeOf(one: Step): Change | null {
    const bucket = buckets['bucket' in one ? one.bucket : 0] ?? a
    switch (one.do) {
      case 'draft':
        return draftChange()
      case 'settle': {
        const entry = this.disk.state.outbox.find(({ settlement }) => !settlement)
        if (!entry) return null
        const effect = new Map(
          one.commits.map((i) => [buckets[i] ?? a, this.grow(buckets[i] ?? a)]),
        )
        this.awaited.set(entry.id, effect)
        return settleChange(applied(entry.id, Object.fromEntries(effect)))
      }
      case 'frame': {
        const from = Math.max(0, (this.disk.state.meta.positions[bucket] ?? 0) + one.skip - 1)
        return deltaChange(bucket, from, from + 1)
      }
      case 'forget':
        if (this.isKnown(bucket)) this.see(bucket)
        return { type: 'forget', buckets: [bucket] }
      case 'join':
        return deltaChange(bucket, null, this.heads.get(bucket) ?? 0)
      case 'acknowledged':
        for (const each of buckets) if (!this.isKnown(each)) this.see(each)
        return { type: 'acknowledged', at }
    }
  }

  private grow(bucket: Bucket): number {
    const n = (this.heads.get(bucket) ?? 0) + 1
    this.heads.set(bucket, n)
    return n
  }

  private isKnown(bucket: Bucket): boolean {
    return bucket in this.disk.state.meta.positions
  }

  private see(bucket: Bucket): void {
    for (const effect of this.awaited.values()) effect.delete(bucket)
  }
}

/** A plan needs no more of the outbox than `neededOutbox` says. */
const expectSamePlanOfItsPart = (state: DeviceState, change: Change): void => {
  const part = neededOutbox([change])
  const outbox = state.outbox.filter(
    ({ id, settlement }) => part === 'all' || (part && (settlement || part.ids.includes(id))),
  )
  expect(planCommit({ ...state, outbox }, [change])).toEqual(planCommit(state, [change]))
}

test('[O1] nothing leaves the outbox before its effect is in the base, whatever comes in whatever order', () => {
  let drops = 0
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const story = new Story()
      const { disk } = story
      for (const one of steps) {
        const before = disk.ids()
        const change = story.changeOf(one)
        if (!change) continue
        expectSamePlanOfItsPart(disk.state, change)
        disk.commit(change)
        for (const id of before.filter((each) => !disk.ids().includes(each))) {
          drops++
          for (const [bucket, n] of story.awaited.get(id) ?? [])
            expect(disk.state.meta.positions[bucket]).toBeGreaterThanOrEqual(n)
        }
        if (change.type === 'delta') expect(disk.commit(change).events).toEqual([])
      }
    }),
  )
  expect(drops).toBeGreaterThan(0)
})

test('a plan never puts an id that it also deletes', () => {
  const disk = new PlanDisk()
  disk.commit(draftChange(), draftChange(), settleChange(rejected(1)))
  const plan = disk.commit({ type: 'retry', id: 1 }, draftChange(), {
    type: 'new-client',
    replaces: firstClient,
    clientId: 'c2' as ClientId,
    at,
  })
  const put = new Set(plan.outboxPuts.map(({ id }: OutboxEntry) => id))
  expect(plan.outboxDeletes.filter((id) => put.has(id))).toEqual([])
})
