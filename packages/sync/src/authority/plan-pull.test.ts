import type { Bucket } from '@holdfast/domain'
import { describe, expect, test } from 'vitest'
import { behindAtHello } from './plan-hello.ts'
import { type PullGround, planPull } from './plan-pull.ts'

const a = 'project:00000000-0000-7000-9000-00000000000a' as Bucket
const b = 'project:00000000-0000-7000-9000-00000000000b' as Bucket

type Asked = Parameters<typeof planPull>[0]

const asked = (fields: Partial<Asked> = {}): Asked => ({
  positions: {},
  joins: {},
  downloading: [],
  inline: [],
  ...fields,
})

const ground = (fields: Partial<PullGround> = {}): PullGround => ({
  granted: [a],
  heads: new Map([[a, 5]]),
  horizons: new Map(),
  snapshots: new Map(),
  news: new Map(),
  ...fields,
})

const nothing = { forget: [], behind: new Map(), joins: [], offers: [] }

describe('a bucket', () => {
  test('[L2] that is held is told its news, and nothing when there is none', () => {
    expect(planPull(asked({ positions: { [a]: 5 } }), ground())).toEqual(nothing)
    const { behind } = planPull(asked({ positions: { [a]: 3 } }), ground())
    expect(behind).toEqual(new Map([[a, 3]]))
  })

  test('[L3] that is granted and not held is joined from where it is, or from where it got to', () => {
    const anew = { bucket: a, to: 5, head: 5, after: null }
    expect(planPull(asked(), ground())).toEqual({ ...nothing, joins: [anew] })
    const joins = { [a]: { to: 4, after: 'task:x' } }
    expect(planPull(asked({ joins }), ground()).joins).toEqual([
      { bucket: a, to: 4, head: 5, after: 'task:x' },
    ])
  })

  test('[L5] that is not granted is forgotten, however it is known', () => {
    const known = { positions: { [a]: 1 }, joins: { [b]: { to: 1, after: 'task:x' } } }
    const { forget } = planPull(asked(known), ground({ granted: [] }))
    expect(forget).toEqual([a, b])
    const { forget: other } = planPull(asked({ downloading: [b] }), ground())
    expect(other).toEqual([b])
  })

  test.each([
    ['ahead of the record', { heads: new Map([[a, 2]]) }],
    ['from before the log begins', { horizons: new Map([[a, 4]]) }],
  ])('[S6] held %s is forgotten and joined anew', (_, of) => {
    const { forget, behind, joins } = planPull(asked({ positions: { [a]: 3 } }), ground(of))
    expect(forget).toEqual([a])
    expect(behind.size).toBe(0)
    expect(joins).toMatchObject([{ bucket: a, after: null }])
  })
})

describe('at a hello', () => {
  const heads = new Map([[a, 5]])
  const told = (positions: Record<Bucket, number>, epoch: string | null = 'e1') =>
    behindAtHello({ epoch, positions }, { epoch: 'e1', granted: [a], heads, sent: () => 4 })

  test('[F1] what is granted is behind unless frames go on from where it is held', () => {
    expect(told({})).toEqual([a])
    expect(told({ [a]: 3 })).toEqual([a])
    expect(told({ [a]: 4 })).toEqual([])
    expect(told({ [a]: 5 })).toEqual([])
    expect(told({ [a]: 6 })).toEqual([a])
  })

  test('[F1] what is held and not granted is behind, and everything in another life', () => {
    expect(told({ [a]: 4, [b]: 1 })).toEqual([b])
    expect(told({ [a]: 4 }, 'e0')).toEqual([a])
    expect(told({ [a]: 4 }, null)).toEqual([])
  })
})
