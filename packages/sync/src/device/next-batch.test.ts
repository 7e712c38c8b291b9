import { describe, expect, test } from 'vitest'
import { dawn } from '../testing/world.ts'
import { MAX_PUSH, MAX_PUSH_LENGTH } from '../wire/protocol.ts'
import { nextBatch } from './next-batch.ts'
import type { OutboxEntry, Settlement } from './outbox.ts'

const entry = (id: number, settlement?: Settlement): OutboxEntry => ({
  id,
  draftId: `d${id}`,
  name: 'create-task',
  version: 1,
  args: { id },
  at: dawn,
  ...(settlement && { settlement }),
})
const applied: Settlement = { status: 'applied', at: {} as Record<never, number> }
const rejected: Settlement = { status: 'rejected', code: 'forbidden', message: 'No.' }

const idsOf = (batch: ReturnType<typeof nextBatch>) =>
  batch === 'missing' ? batch : batch.map(({ id }) => id)

describe('what to push next', () => {
  test('[P2] unsettled mutations in order of ids, whatever order they lie in', () => {
    expect(idsOf(nextBatch([entry(3), entry(1, applied), entry(2)]))).toEqual([2, 3])
    expect(idsOf(nextBatch([entry(1, applied), entry(2, rejected)]))).toEqual([])
  })

  test('[P1] ids of a batch are consecutive and at most 50', () => {
    expect(idsOf(nextBatch([entry(1), entry(2, rejected), entry(3)]))).toEqual([1])
    const many = Array.from({ length: MAX_PUSH + 5 }, (_, i) => entry(i + 1))
    expect(nextBatch(many)).toHaveLength(MAX_PUSH)
  })

  test('[P1] long mutations go in smaller batches, the longest ones alone', () => {
    const long = (id: number, length: number) => ({ ...entry(id), args: 'x'.repeat(length) })
    const third = MAX_PUSH_LENGTH / 3
    expect(idsOf(nextBatch([1, 2, 3, 4].map((id) => long(id, third))))).toEqual([1, 2])
    expect(idsOf(nextBatch([long(1, 2 * MAX_PUSH_LENGTH), entry(2)]))).toEqual([1])
  })

  test('[P12] a batch is as short as the server wants it', () => {
    expect(
      idsOf(
        nextBatch(
          [1, 2, 3].map((id) => entry(id)),
          undefined,
          2,
        ),
      ),
    ).toEqual([1, 2])
  })

  test('[P1] only what the wire knows is sent', () => {
    expect(nextBatch([entry(1)])).toEqual([
      { id: 1, draftId: 'd1', name: 'create-task', version: 1, args: { id: 1 }, at: dawn },
    ])
  })

  test('[P5] after a gap it starts at the expected id, with what was applied and noops for what was refused', () => {
    const batch = nextBatch([entry(1, applied), entry(2, rejected), entry(3)], 1)
    expect(batch).toMatchObject([
      { id: 1, name: 'create-task' },
      { id: 2, name: 'noop', args: {} },
      { id: 3, name: 'create-task' },
    ])
  })

  test('[P5] an expected id that it no longer holds is missing', () => {
    expect(nextBatch([entry(4)], 3)).toBe('missing')
    expect(nextBatch([entry(4, applied)], 3)).toEqual([])
  })
})
