import type { Bucket, ClientId } from '@holdfast/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dawn, nthUser } from '../testing/world.ts'
import type { Delta } from '../wire/pull.ts'
import type { MutationResult } from '../wire/push.ts'
import type { Change, Meta } from './journal.ts'
import type { OutboxEntry } from './outbox.ts'
import { type CommitPlan, type DeviceState, planCommit } from './plan-commit.ts'

const ada = nthUser(1)
const a = 'project:00000000-0000-7000-9000-00000000000a' as Bucket
const b = 'project:00000000-0000-7000-9000-00000000000b' as Bucket
const client = 'c1' as ClientId
const at = dawn

const meta: Meta = {
  userId: ada,
  clientId: client,
  epoch: 'e1',
  nextMutationId: 1,
  positions: {},
  joins: {},
  lastAcknowledgedAt: null,
  foldedThrough: 0,
}

/** A device as a store keeps it: plans in, state out. */
class Disk {
  state: DeviceState

  constructor(fields: Partial<Meta> = {}) {
    this.state = { meta: { ...meta, ...fields }, outbox: [] }
  }

  commit(...changes: Change[]): CommitPlan {
    const plan = planCommit(this.state, changes)
    const outbox = new Map(this.state.outbox.map((entry) => [entry.id, entry]))
    for (const id of plan.outboxDeletes) outbox.delete(id)
    for (const entry of plan.outboxPuts) outbox.set(entry.id, entry)
    this.state = { meta: plan.meta, outbox: [...outbox.values()].sort((x, y) => x.id - y.id) }
    return plan
  }

  ids(): number[] {
    return this.state.outbox.map(({ id }) => id)
  }
}

let drafts = 0
const draft = (title = 'Dig'): Change => ({
  type: 'draft',
  draft: { draftId: `d${++drafts}`, name: 'create-task', version: 1, args: { title }, at },
})

const settle = (...results: MutationResult[]): Change => ({
  type: 'settle',
  clientId: client,
  epoch: 'e1',
  results,
  at,
})

const applied = (id: number, effect: Record<Bucket, number>): MutationResult => ({
  id,
  status: 'applied',
  at: effect,
})

const rejected = (id: number): MutationResult => ({
  id,
  status: 'rejected',
  code: 'forbidden',
  message: 'No.',
})

const delta = (bucket: Bucket, from: number | null, to: number, fields: Partial<Delta> = {}) =>
  ({
    type: 'delta',
    epoch: 'e1',
    at,
    delta: { bucket, from, to, rows: [], removed: [], after: null, ...fields },
  }) satisfies Change

describe('drafts', () => {
  test('[D1] ids are given one after the other', () => {
    const disk = new Disk()
    disk.commit(draft(), draft())
    const { events } = disk.commit(draft())
    expect(disk.ids()).toEqual([1, 2, 3])
    expect(disk.state.meta.nextMutationId).toBe(4)
    expect(events).toMatchObject([{ type: 'mutation', entry: { id: 3 } }])
  })
})

test('[D2] a draft that was written already is not written again, even when its effect has come back', () => {
  const disk = new Disk({ positions: { [a]: 1 } })
  const one = draft() as Extract<Change, { type: 'draft' }>
  const nth = (n: number): Change => ({ ...one, draft: { ...one.draft, nth: { tab: 't', n } } })
  disk.commit(nth(1), settle(applied(1, { [a]: 1 })))
  expect(disk.ids()).toEqual([])
  expect(disk.commit(nth(1)).events).toEqual([])
  disk.commit(nth(2))
  expect(disk.ids()).toEqual([2])
})

describe('positions', () => {
  test('[D4] a delta that continues the position applies', () => {
    const disk = new Disk({ positions: { [a]: 4 } })
    const plan = disk.commit(delta(a, 4, 6))
    expect(plan.meta.positions).toEqual({ [a]: 6 })
    expect(plan.events).toHaveLength(1)
  })

  test('[D4] a delta that is not beyond the position changes nothing', () => {
    const disk = new Disk({ positions: { [a]: 4 } })
    expect(disk.commit(delta(a, 2, 4))).toMatchObject({ events: [], stale: [] })
  })

  test.each([
    [5, 6],
    [2, 6],
  ])('[D4] a delta from %i to %i at position 4 is stale', (from, to) => {
    const disk = new Disk({ positions: { [a]: 4 } })
    const plan = disk.commit(delta(a, from, to))
    expect(plan).toMatchObject({ events: [], stale: [a] })
    expect(plan.meta.positions).toEqual({ [a]: 4 })
  })

  test('[D4] a frame for a bucket that is not held is stale, unless its join is under way', () => {
    const disk = new Disk()
    expect(disk.commit(delta(a, 4, 5)).stale).toEqual([a])
    disk.commit(delta(a, null, 4, { after: 'task:1' }))
    expect(disk.commit(delta(a, 4, 5)).stale).toEqual([])
  })

  test('[D5] a delta of another epoch changes nothing and asks for a pull', () => {
    const disk = new Disk({ positions: { [a]: 4 } })
    const plan = disk.commit({ ...delta(a, 4, 5), epoch: 'e2' })
    expect(plan).toMatchObject({ events: [], stale: [a] })
  })
})

describe('joins', () => {
  test('[L3] a bucket is held only when its last page has come, at where the join began', () => {
    const disk = new Disk()
    disk.commit(delta(a, null, 4, { after: 'task:1' }))
    expect(disk.state.meta).toMatchObject({ positions: {}, joins: { [a]: { to: 4 } } })
    disk.commit(delta(a, null, 4))
    expect(disk.state.meta).toMatchObject({ positions: { [a]: 4 }, joins: {} })
  })

  test('[L4] a page that does not go on from where the join stands is stale', () => {
    const disk = new Disk()
    const page = (continues: string | null, after: string | null): Change => ({
      ...delta(a, null, 4, { after }),
      continues,
    })
    disk.commit(page(null, 'task:1'))
    expect(disk.commit(page('task:2', null)).stale).toEqual([a])
    expect(disk.commit(page('task:1', null)).meta.positions).toEqual({ [a]: 4 })
  })

  test('[L6] a join of a held bucket that is behind begins it anew', () => {
    const disk = new Disk({ positions: { [a]: 4 } })
    const { events } = disk.commit(delta(a, null, 9, { after: 'task:1' }))
    expect(events.map(({ type }) => type)).toEqual(['forgotten', 'delta'])
    expect(disk.state.meta).toMatchObject({ positions: {}, joins: { [a]: { to: 9 } } })
  })

  test('[D8] forgetting discards position and join, once', () => {
    const disk = new Disk({ positions: { [a]: 4 }, joins: { [b]: { to: 1, after: 'x' } } })
    const { events } = disk.commit({ type: 'forget', buckets: [a, b] })
    expect(events).toMatchObject([{ type: 'forgotten', buckets: [a, b] }])
    expect(disk.state.meta).toMatchObject({ positions: {}, joins: {} })
    expect(disk.commit({ type: 'forget', buckets: [a, b] }).events).toEqual([])
  })
})

describe('the outbox', () => {
  test('[O1] an applied mutation leaves when its bucket has reached the commit', () => {
    const disk = new Disk({ positions: { [a]: 4 } })
    disk.commit(draft(), settle(applied(1, { [a]: 6 })))
    disk.commit(delta(a, 4, 5))
    expect(disk.ids()).toEqual([1])
    const { events } = disk.commit(delta(a, 5, 6))
    expect(events).toMatchObject([{ type: 'delta', dropped: [1] }])
    expect(disk.ids()).toEqual([])
  })

  test('[O1] it leaves with the reply when the effect was there before', () => {
    const disk = new Disk({ positions: { [a]: 6 } })
    disk.commit(draft())
    const { events } = disk.commit(settle(applied(1, { [a]: 6 })))
    expect(events).toMatchObject([{ type: 'settled', dropped: [1] }])
  })

  test('[O1] it waits for every bucket, and a forgotten one counts as seen', () => {
    const disk = new Disk({ positions: { [a]: 4, [b]: 1 } })
    disk.commit(draft(), settle(applied(1, { [a]: 5, [b]: 2 })))
    disk.commit(delta(a, 4, 5))
    expect(disk.ids()).toEqual([1])
    const { events } = disk.commit({ type: 'forget', buckets: [b] })
    expect(events).toMatchObject([{ type: 'forgotten', dropped: [1] }])
  })

  test('[O1] in a bucket that is not held it waits for the join, or for a pull that brings none', () => {
    const joins = new Disk()
    joins.commit(draft(), settle(applied(1, { [a]: 1 })))
    expect(joins.ids()).toEqual([1])
    joins.commit(delta(a, null, 1))
    expect(joins.ids()).toEqual([])

    const doesNot = new Disk()
    doesNot.commit(draft(), settle(applied(1, { [a]: 1 })))
    doesNot.commit({ type: 'acknowledged', at })
    expect(doesNot.ids()).toEqual([])
  })

  test('[O1] a pull that ended with a stale page says nothing of what is not held', () => {
    const disk = new Disk()
    disk.commit(draft(), settle(applied(1, { [a]: 1 })))
    disk.commit({ ...delta(a, null, 1), continues: 'task:1' }, { type: 'acknowledged', at })
    expect(disk.ids()).toEqual([1])
  })

  test('[O2] one that touched no bucket leaves at once', () => {
    const disk = new Disk()
    disk.commit(draft(), settle(applied(1, {})))
    expect(disk.ids()).toEqual([])
  })

  test('[O3] a refused one stays until it is discarded', () => {
    const disk = new Disk({ positions: { [a]: 4 } })
    disk.commit(draft(), settle(rejected(1)), delta(a, 4, 9), { type: 'acknowledged', at })
    expect(disk.ids()).toEqual([1])
    disk.commit({ type: 'discard', id: 1 })
    expect(disk.ids()).toEqual([])
  })

  test('[O4] retrying gives a new id after everything that waits', () => {
    const disk = new Disk()
    disk.commit(draft('first'), draft('second'), settle(rejected(1)))
    disk.commit({ type: 'retry', id: 1 })
    expect(disk.state.outbox).toMatchObject([
      { id: 2, args: { title: 'second' } },
      { id: 3, args: { title: 'first' } },
    ])
    expect(disk.state.outbox[1]).not.toHaveProperty('settlement')
  })

  test('[O5] discarding one that is not settled leaves a noop with its id', () => {
    const disk = new Disk()
    disk.commit(draft(), draft())
    disk.commit({ type: 'discard', id: 1 })
    expect(disk.state.outbox).toMatchObject([{ id: 1, name: 'noop', args: {} }, { id: 2 }])
  })

  test('[P12] what is too large for the server is refused on the device, before any epoch is known', () => {
    const disk = new Disk({ epoch: null })
    disk.commit(draft(), draft())
    const change: Change = { type: 'too-large', clientId: client, id: 1 }
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
    const disk = new Disk({ positions: { [a]: 4 } })
    disk.commit(draft(), settle(applied(1, { [a]: 5 })))
    const plan = disk.commit({ type: 'discard', id: 1 }, { type: 'retry', id: 1 })
    expect(plan.events).toEqual([])
    expect(disk.ids()).toEqual([1])
  })

  test('a second answer to the same mutation changes nothing', () => {
    const disk = new Disk()
    disk.commit(draft(), settle(rejected(1)))
    expect(disk.commit(settle(applied(1, {}))).events).toEqual([])
    expect(disk.state.outbox[0]?.settlement?.status).toBe('rejected')
  })
})

describe('other lives', () => {
  test('[D6] a new epoch keeps the outbox and sends again what was acknowledged', () => {
    const disk = new Disk({ positions: { [a]: 4 }, joins: { [b]: { to: 1, after: 'x' } } })
    disk.commit(draft(), draft(), settle(applied(1, { [a]: 5 }), rejected(2)))
    disk.commit({ type: 'new-epoch', epoch: 'e2' })
    expect(disk.state.meta).toMatchObject({ epoch: 'e2', positions: {}, joins: {} })
    expect(disk.state.outbox[0]).not.toHaveProperty('settlement')
    expect(disk.state.outbox[1]?.settlement?.status).toBe('rejected')
    expect(disk.commit({ type: 'new-epoch', epoch: 'e2' }).events).toEqual([])
  })

  test('[D5] an answer from another epoch or to another client id changes nothing', () => {
    const disk = new Disk()
    disk.commit(draft())
    expect(disk.commit({ ...settle(rejected(1)), epoch: 'e0' } as Change).events).toEqual([])
    const other = { ...settle(rejected(1)), clientId: 'c0' } as Change
    expect(disk.commit(other).events).toEqual([])
  })

  test('[D7] a new client numbers the unsettled from 1 and moves the settled out of the way', () => {
    const disk = new Disk({ nextMutationId: 7, positions: { [a]: 1 } })
    disk.commit(draft('x'), draft('y'), draft('z'))
    disk.commit(settle(applied(7, { [a]: 3 })))
    const change: Change = { type: 'new-client', replaces: client, clientId: 'c2' as ClientId }
    const { events } = disk.commit(change)
    expect(events).toEqual([
      {
        type: 'renumbered',
        ids: [
          [7, 0],
          [8, 1],
          [9, 2],
        ],
      },
    ])
    expect(disk.ids()).toEqual([0, 1, 2])
    expect(disk.state.meta).toMatchObject({ clientId: 'c2', nextMutationId: 3 })
    expect(disk.commit(change).events).toEqual([])
    disk.commit(delta(a, 1, 3))
    expect(disk.ids()).toEqual([1, 2])
  })

  test('`reused` settles nothing: the caller starts a new client', () => {
    const disk = new Disk()
    disk.commit(draft())
    expect(disk.commit(settle({ id: 1, status: 'reused' })).events).toEqual([])
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
  readonly disk = new Disk({ positions: { [a]: 0, [b]: 0 } })
  readonly awaited = new Map<number, Map<Bucket, number>>()
  private readonly heads = new Map<Bucket, number>()

  changeOf(one: Step): Change | null {
    const bucket = buckets['bucket' in one ? one.bucket : 0] ?? a
    switch (one.do) {
      case 'draft':
        return draft()
      case 'settle': {
        const entry = this.disk.state.outbox.find(({ settlement }) => !settlement)
        if (!entry) return null
        const effect = new Map(
          one.commits.map((i) => [buckets[i] ?? a, this.grow(buckets[i] ?? a)]),
        )
        this.awaited.set(entry.id, effect)
        return settle(applied(entry.id, Object.fromEntries(effect)))
      }
      case 'frame': {
        const from = Math.max(0, (this.disk.state.meta.positions[bucket] ?? 0) + one.skip - 1)
        return delta(bucket, from, from + 1)
      }
      case 'forget':
        if (this.isKnown(bucket)) this.see(bucket)
        return { type: 'forget', buckets: [bucket] }
      case 'join':
        return delta(bucket, null, this.heads.get(bucket) ?? 0)
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
  const disk = new Disk()
  disk.commit(draft(), draft(), settle(rejected(1)))
  const plan = disk.commit({ type: 'retry', id: 1 }, draft(), {
    type: 'new-client',
    replaces: client,
    clientId: 'c2' as ClientId,
  })
  const put = new Set(plan.outboxPuts.map(({ id }: OutboxEntry) => id))
  expect(plan.outboxDeletes.filter((id) => put.has(id))).toEqual([])
})
