import type { Bucket, ClientId, IsoDate } from '@holdfast/domain'
import { describe, expect, test } from 'vitest'
import {
  applied,
  deltaChange,
  draftChange,
  firstClient,
  newEpochChange,
  PlanDisk,
  rejected,
  settleChange,
} from '../testing/plan-disk.ts'
import { dawn } from '../testing/world.ts'
import type { Change, Lost } from './journal.ts'
import { nextBatch } from './next-batch.ts'
import { nextStream } from './streams.ts'

const a = 'project:00000000-0000-7000-9000-00000000000a' as Bucket
const b = 'project:00000000-0000-7000-9000-00000000000b' as Bucket

/** A device on which so many mutations were made, acknowledged and seen to come back. */
const seenThrough = (count: number): PlanDisk => {
  const disk = new PlanDisk({ positions: { [a]: 0 } })
  for (let id = 1; id <= count; id++) {
    disk.commit(draftChange(`Task ${id}`), settleChange(applied(id, { [a]: id })))
    disk.commit(deltaChange(a, id - 1, id))
  }
  expect(disk.ids()).toEqual([])
  return disk
}

const titles = (disk: PlanDisk) =>
  disk.state.outbox.map(({ args }) => (args as { title?: string }).title)

describe('another life of the database', () => {
  test('[D6] keeps the outbox and discards positions and joins', () => {
    const disk = new PlanDisk({ positions: { [a]: 4 }, joins: { [b]: { to: 1, after: 'x' } } })
    disk.commit(draftChange(), draftChange(), settleChange(applied(1, { [a]: 5 }), rejected(2)))
    disk.commit(newEpochChange(1))
    expect(disk.state.meta).toMatchObject({ epoch: 'e2', positions: {}, joins: {} })
    expect(disk.state.outbox[0]).not.toHaveProperty('settlement')
    expect(disk.state.outbox[1]?.settlement?.status).toBe('rejected')
    expect(disk.commit(newEpochChange(1)).events).toEqual([])
  })

  test('[D6] what was known is shown until the first rows of this life come', () => {
    const disk = seenThrough(1)
    const typesOf = (...changes: Change[]) => disk.commit(...changes).events.map(({ type }) => type)
    expect(typesOf(newEpochChange(2))).toEqual(['unsettled'])
    const live = { ...deltaChange(a, 8, 9), epoch: 'e2' }
    expect(disk.commit(live)).toMatchObject({ events: [], stale: [a] })
    const page = { ...deltaChange(b, null, 2), epoch: 'e2' }
    expect(typesOf(page)).toEqual(['new-epoch', 'delta'])
    expect(typesOf({ ...deltaChange(a, null, 2), epoch: 'e2' })).toEqual(['delta'])
  })

  test('[D6] without a row in it ends what was known all the same', () => {
    const disk = seenThrough(1)
    disk.commit(newEpochChange(2))
    const { events } = disk.commit({ type: 'acknowledged', at: dawn })
    expect(events).toEqual([{ type: 'new-epoch', epoch: 'e2' }])
  })

  test('[A2] takes back from the expected id on what had left the outbox, and nothing before', () => {
    const disk = seenThrough(5)
    const { events } = disk.commit(newEpochChange(3))
    expect(disk.ids()).toEqual([3, 4, 5])
    expect(titles(disk)).toEqual(['Task 3', 'Task 4', 'Task 5'])
    expect(events.map(({ type }) => type)).toEqual([
      'unsettled',
      'mutation',
      'mutation',
      'mutation',
    ])
    expect(disk.state.meta).toMatchObject({ clientId: firstClient, nextMutationId: 6 })
    expect(disk.state.sent.map(({ entry }) => entry.id)).toEqual([1, 2])
  })

  test('[A2] once more, further back, takes back the rest', () => {
    const disk = seenThrough(5)
    disk.commit(newEpochChange(4))
    disk.commit(newEpochChange(2, 'e3'))
    expect(disk.ids()).toEqual([2, 3, 4, 5])
  })

  test('[A2] leaves an answer that this life knows too', () => {
    const disk = new PlanDisk({ positions: { [a]: 0 } })
    disk.commit(draftChange(), draftChange())
    disk.commit(settleChange(applied(1, { [a]: 1 }), applied(2, { [a]: 2 })))
    disk.commit(newEpochChange(2))
    expect(disk.state.outbox.map(({ settlement }) => settlement?.status)).toEqual([
      'applied',
      undefined,
    ])
  })

  test('[A2] that has all of it asks for nothing again', () => {
    const disk = seenThrough(3)
    disk.commit(newEpochChange(4))
    expect(disk.ids()).toEqual([])
    expect(disk.state.meta.clientId).toBe(firstClient)
  })

  test('[A3] a refused mutation that was discarded or tried again leaves a noop in its place', () => {
    const disk = new PlanDisk({ positions: { [a]: 0 } })
    disk.commit(draftChange('x'), draftChange('y'), settleChange(rejected(1), rejected(2)))
    disk.commit({ type: 'discard', id: 1 }, { type: 'retry', id: 2 })
    disk.commit(settleChange(applied(3, { [a]: 1 })), deltaChange(a, 0, 1))
    expect(disk.ids()).toEqual([])
    disk.commit(newEpochChange(1))
    expect(nextBatch(disk.state.outbox)).toMatchObject([
      { id: 1, name: 'noop', args: {} },
      { id: 2, name: 'noop', args: {} },
      { id: 3, args: { title: 'y' } },
    ])
    expect(disk.state.meta.reissued).toBeUndefined()
  })
})

describe('an id that the server asks for and that has left the outbox', () => {
  const missing = (expected: number): Change => ({
    type: 'new-client',
    replaces: firstClient,
    clientId: 'fresh' as ClientId,
    expected,
    at: dawn,
  })

  test('[A3] [P5] comes back from what is kept, and the client id stays', () => {
    const disk = seenThrough(1)
    disk.commit(draftChange('x'), settleChange(rejected(2)), draftChange('y'))
    disk.commit(newEpochChange(2))
    disk.commit({ type: 'retry', id: 2 })
    expect(nextBatch(disk.state.outbox, 2)).toBe('missing')
    expect(disk.commit(missing(2)).events.map(({ type }) => type)).toEqual([
      'unsettled',
      'mutation',
    ])
    expect(disk.state.meta).toMatchObject({ clientId: firstClient, nextMutationId: 5 })
    expect(nextBatch(disk.state.outbox, 2)).toMatchObject([
      { id: 2, name: 'noop' },
      { id: 3, args: { title: 'y' } },
      { id: 4, args: { title: 'x' } },
    ])
    expect(disk.state.sent.map(({ entry }) => entry.id)).toEqual([1])
  })

  test('[P5] and is not kept either makes a new client id', () => {
    const disk = seenThrough(1)
    disk.commit(draftChange('x'))
    disk.state = { ...disk.state, sent: [] }
    disk.commit(missing(1))
    expect(disk.state.meta.clientId).toBe('fresh')
    expect(disk.ids()).toEqual([1])
  })
})

describe('what was acknowledged', () => {
  const later = (days: number) =>
    new Date(Date.parse(dawn) + days * 24 * 60 * 60 * 1000).toISOString() as IsoDate
  const seenLater = (days: number) => {
    const disk = seenThrough(2)
    disk.commit(draftChange('Task 3'), {
      ...settleChange(applied(3, { [a]: 3 })),
      at: later(days),
    } as Change)
    disk.commit(deltaChange(a, 2, 3, {}, later(days)))
    return disk
  }

  test('[A1] is kept for 7 days', () => {
    expect(seenLater(7).state.sent.map(({ entry }) => entry.id)).toEqual([1, 2, 3])
    expect(seenLater(7.01).state.sent.map(({ entry }) => entry.id)).toEqual([3])
  })

  test('[A1] by the clock as it is: one that was years ahead once keeps only what was sent then', () => {
    const disk = seenLater(3650)
    for (const [i, days] of [1, 2, 9.01].entries()) {
      const id = 4 + i
      const settled = { ...settleChange(applied(id, { [a]: id })), at: later(days) } as Change
      disk.commit(draftChange(`Task ${id}`), settled)
      disk.commit(deltaChange(a, id - 1, id, {}, later(days)))
    }
    expect(disk.state.sent.map(({ entry }) => entry.id)).toEqual([3, 6])
  })

  test('[A4] and is asked for after that: the rest is sent under a new client id, and the person told', () => {
    const disk = seenLater(8)
    disk.commit(draftChange('Task 4'))
    const { events } = disk.commit(newEpochChange(2))
    expect(disk.state.meta).toMatchObject({
      clientId: 'fresh',
      nextMutationId: 3,
      reissued: { at: dawn, count: 2 },
    })
    expect(disk.ids()).toEqual([1, 2])
    expect(titles(disk)).toEqual(['Task 3', 'Task 4'])
    expect(disk.state.sent).toEqual([])
    expect(events.at(-1)).toMatchObject({ type: 'renumbered', reissued: { count: 2 } })
  })

  test('[A4] the person has it told until they have seen it', () => {
    const disk = seenLater(8)
    disk.commit(newEpochChange(2))
    expect(disk.commit({ type: 'reissue-seen' }).events).toEqual([{ type: 'reissue-seen' }])
    expect(disk.state.meta.reissued).toBeUndefined()
    expect(disk.commit({ type: 'reissue-seen' }).events).toEqual([])
  })
})

describe('a store that is an older copy', () => {
  test('[A5] with nothing to send takes a new client id, and has nothing to tell', () => {
    const disk = seenThrough(2)
    const { events } = disk.commit(newEpochChange(9))
    expect(disk.state.meta).toMatchObject({ clientId: 'fresh', nextMutationId: 1 })
    expect(disk.state.meta.reissued).toBeUndefined()
    expect(events).toContainEqual({ type: 'renumbered', ids: [], reissued: null })
  })

  test('[A5] asks what became of its unsettled work before it makes more', () => {
    const disk = new PlanDisk()
    disk.commit(draftChange('x'), draftChange('y'))
    disk.commit(newEpochChange(9))
    disk.commit(draftChange('z'))
    expect(disk.ids()).toEqual([1, 2, 9])
    expect(disk.state.meta.clientId).toBe(firstClient)
    expect(nextBatch(disk.state.outbox)).toMatchObject([{ id: 1 }, { id: 2 }])
  })
})

describe('another client id', () => {
  test('[D5] an answer from another epoch or to another client id changes nothing', () => {
    const disk = new PlanDisk()
    disk.commit(draftChange())
    expect(disk.commit({ ...settleChange(rejected(1)), epoch: 'e0' } as Change).events).toEqual([])
    const other = { ...settleChange(rejected(1)), clientId: 'c0' } as Change
    expect(disk.commit(other).events).toEqual([])
  })

  test('[D7] a new client numbers the unsettled from 1 and moves the settled out of the way', () => {
    const disk = new PlanDisk({ nextMutationId: 7, positions: { [a]: 1 } })
    disk.commit(draftChange('x'), draftChange('y'), draftChange('z'))
    disk.commit(settleChange(applied(7, { [a]: 3 })))
    const clientId = 'c2' as ClientId
    const change: Change = { type: 'new-client', replaces: firstClient, clientId, at: dawn }
    const { events } = disk.commit(change)
    expect(events).toEqual([
      {
        type: 'renumbered',
        ids: [
          [7, 0],
          [8, 1],
          [9, 2],
        ],
        reissued: { at: dawn, count: 2 },
      },
    ])
    expect(disk.ids()).toEqual([0, 1, 2])
    expect(disk.state.meta).toMatchObject({ clientId: 'c2', nextMutationId: 3 })
    expect(disk.commit(change).events).toEqual([])
    disk.commit(deltaChange(a, 1, 3))
    expect(disk.ids()).toEqual([1, 2])
  })

  const newClient = (fields: Partial<Extract<Change, { type: 'new-client' }>> = {}): Change => ({
    type: 'new-client',
    replaces: firstClient,
    clientId: 'c2' as ClientId,
    at: dawn,
    ...fields,
  })

  const allOf = (clientId: ClientId): Lost => ({ clientId, ids: [], from: 1 })

  /** What the device asks the record of next: the client id, and ids there. */
  const asks = ({ state }: PlanDisk) => {
    const { clientId, entries } = nextStream(state.outbox, state.meta.clientId)
    const batch = nextBatch(entries)
    return [clientId, batch === 'missing' ? batch : batch.map(({ id }) => id)]
  }

  test('[A6] keeps what was acknowledged under the earlier one, and another life is asked of it', () => {
    const disk = seenThrough(2)
    disk.commit(newClient())
    expect(disk.ids()).toEqual([])
    disk.commit(draftChange('Task 3'), newEpochChange(1))
    expect(titles(disk)).toEqual(['Task 1', 'Task 2', 'Task 3'])
    expect(asks(disk)).toEqual([firstClient, [1, 2]])
    const { idOf } = nextStream(disk.state.outbox, 'c2' as ClientId)
    const answers = [applied(idOf(1), { [a]: 1 }), applied(idOf(2), { [a]: 2 })]
    const answered = { ...settleChange(...answers), clientId: 'c2', epoch: 'e2' } as Change
    disk.commit(answered)
    expect(asks(disk)).toEqual(['c2', [1]])
    disk.commit({ ...deltaChange(a, null, 2), epoch: 'e2' })
    expect(titles(disk)).toEqual(['Task 3'])
    disk.commit(newEpochChange(1, 'e3'))
    expect(asks(disk)).toEqual([firstClient, [1, 2]])
  })

  test('[A6] under which the record lacks an id that is not kept: the rest is numbered anew, before all else', () => {
    const disk = seenThrough(3)
    disk.state = { ...disk.state, sent: disk.state.sent.slice(1) }
    disk.commit(newClient(), draftChange('Task 4'), newEpochChange(1))
    const { entries } = nextStream(disk.state.outbox, 'c2' as ClientId)
    expect(nextBatch(entries, 1)).toBe('missing')
    const clientId = 'c3' as ClientId
    disk.commit(newClient({ replaces: 'c2' as ClientId, clientId, lost: allOf(firstClient) }))
    expect(disk.ids()).toEqual([1, 2, 3])
    expect(titles(disk)).toEqual(['Task 2', 'Task 3', 'Task 4'])
    expect(asks(disk)).toEqual(['c3', [1, 2, 3]])
    expect(disk.state.meta.reissued).toMatchObject({ count: 3 })
  })

  test('[A6] under which something else has an id: that goes under another, and the record is asked of the rest', () => {
    const disk = seenThrough(3)
    disk.commit(newClient(), newEpochChange(1))
    const lost = { clientId: firstClient, ids: [2], from: null }
    disk.commit(newClient({ replaces: 'c2' as ClientId, clientId: 'c3' as ClientId, lost }))
    expect(titles(disk)).toEqual(['Task 1', 'Task 3', 'Task 2'])
    expect(disk.state.outbox.map(({ under }) => under?.id)).toEqual([1, 3, undefined])
    expect(asks(disk)[0]).toBe(firstClient)
    expect(disk.state.meta.reissued).toMatchObject({ count: 1 })
  })

  test('[P4] [A6] of its own ids only those that something else has, and all behind, are numbered anew', () => {
    const disk = new PlanDisk()
    for (const n of [1, 2, 3, 4]) disk.commit(draftChange(`Task ${n}`))
    disk.commit(newClient({ lost: { clientId: firstClient, ids: [1], from: 4 } }))
    expect(titles(disk)).toEqual(['Task 2', 'Task 3', 'Task 1', 'Task 4'])
    expect(disk.ids()).toEqual([-1, 0, 1, 2])
    expect(asks(disk)).toEqual([firstClient, [2, 3]])
  })

  test('[A6] what this life has under the last one is not sent anew because it lacks an earlier one’s', () => {
    const disk = seenThrough(1)
    disk.commit(newClient(), draftChange('Task 2'), draftChange('Task 3'), newEpochChange(2))
    const replaces = 'c2' as ClientId
    disk.commit(newClient({ replaces, clientId: 'c3' as ClientId, lost: allOf(firstClient) }))
    expect(titles(disk)).toEqual(['Task 2', 'Task 1', 'Task 3'])
    expect(disk.ids()).toEqual([0, 1, 2])
    expect(asks(disk)).toEqual(['c2', [1]])
  })

  test('[A6] of which an id is asked for that has left the outbox: it comes back from what is kept', () => {
    const disk = new PlanDisk({ positions: { [a]: 0 } })
    disk.commit(draftChange('x'), draftChange('y'), settleChange(rejected(1)), newClient())
    disk.commit({ type: 'retry', id: 0 })
    const lost = allOf(firstClient)
    const change = { replaces: 'c2' as ClientId, clientId: 'c3' as ClientId, lost, expected: 1 }
    disk.commit(newClient(change))
    expect(disk.state.meta.clientId).toBe('c2')
    expect(asks(disk)).toEqual([firstClient, [1]])
  })

  test('[A6] leaves alone what was sent under yet another', () => {
    const disk = seenThrough(1)
    disk.commit(newClient(), draftChange('Task 2'))
    const settled = settleChange(applied(1, { [a]: 2 }))
    disk.commit({ ...settled, clientId: 'c2' } as Change, deltaChange(a, 1, 2))
    disk.commit(newClient({ replaces: 'c2' as ClientId, clientId: 'c3' as ClientId }))
    disk.commit(newEpochChange(1))
    const lost = { replaces: 'c3' as ClientId, clientId: 'c4' as ClientId }
    disk.commit(newClient({ ...lost, lost: allOf(firstClient) }))
    expect(asks(disk)).toEqual(['c2', [1]])
    expect(disk.ids()).toEqual([0, 1])
  })

  test('[A4] [A6] that a new epoch makes sends nothing twice that this life has', () => {
    const disk = new PlanDisk({ positions: { [a]: 0 } })
    disk.commit(draftChange('Task 1'), draftChange('Task 2'), draftChange('Task 3'))
    disk.commit(settleChange(applied(2, { [a]: 2 })))
    disk.state = { ...disk.state, outbox: disk.state.outbox.filter(({ id }) => id < 3) }
    disk.commit(newEpochChange(3))
    expect(disk.ids()).toEqual([-1, 0])
    expect(asks(disk)).toEqual([firstClient, [1]])
  })

  test('[A2] an effect that this life has at another number is awaited until its bucket is held', () => {
    const disk = new PlanDisk({ positions: { [a]: 0 } })
    disk.commit(draftChange('x'), settleChange(applied(1, { [a]: 5 })))
    disk.commit(newEpochChange(2))
    expect(disk.ids()).toEqual([1])
    disk.commit({ ...deltaChange(a, null, 2), epoch: 'e2' })
    expect(disk.ids()).toEqual([])
  })

  test('`reused` settles nothing: the caller starts a new client', () => {
    const disk = new PlanDisk()
    disk.commit(draftChange())
    expect(disk.commit(settleChange({ id: 1, status: 'reused' })).events).toEqual([])
  })
})
