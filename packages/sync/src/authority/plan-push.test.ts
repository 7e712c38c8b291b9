import type { ClientId } from '@holdfast/domain'
import { describe, expect, test } from 'vitest'
import { dawn } from '../testing/world.ts'
import { PROTOCOL } from '../wire/protocol.ts'
import type { Mutation, MutationResult, PushRequest } from '../wire/push.ts'
import { intentText, planPush, recall, repeatOf, type StoredResult } from './plan-push.ts'

const mutation = (id: number, args: unknown = { id }): Mutation => ({
  id,
  draftId: `d${id}`,
  name: 'edit-task',
  version: 1,
  args,
  at: dawn,
})

const request = (ids: number[], fields: Partial<PushRequest> = {}): PushRequest => ({
  protocol: PROTOCOL,
  epoch: 'e1',
  clientId: 'c1' as ClientId,
  mutations: ids.map((id) => mutation(id)),
  ...fields,
})

const taken = (asked: PushRequest, last: number | null) => planPush(asked, { epoch: 'e1', last })

describe('a push', () => {
  test('[P3] is cut where the record ends', () => {
    const plan = taken(request([4, 5, 6]), 5)
    const ids = plan.do === 'run' && [plan.known, plan.news].map((part) => part.map(({ id }) => id))
    expect(ids).toEqual([[4, 5], [6]])
  })

  test('[P1] whose ids have holes is bad input', () => {
    expect(() => taken(request([1, 3]), 0)).toThrow('count up by one')
  })

  test('[P5] that leaves an id out is answered with the one that is expected', () => {
    expect(taken(request([7]), 5)).toEqual({
      do: 'answer',
      reply: { status: 'gap', epoch: 'e1', expected: 6 },
    })
    expect(taken(request([6]), 5)).toMatchObject({ do: 'run', known: [] })
  })

  test('[P9] of somebody else’s client is foreign, whatever else it is', () => {
    const reply = { status: 'foreign-client' }
    expect(taken(request([9], { epoch: 'e0' }), null)).toEqual({ do: 'answer', reply })
  })

  test('[P10] of another life is told this one and what it expects', () => {
    const reply = { status: 'new-epoch', epoch: 'e1', expected: 3 }
    expect(taken(request([9], { epoch: 'e0' }), 2)).toEqual({ do: 'answer', reply })
    expect(taken(request([1], { epoch: null }), 0)).toMatchObject({ do: 'run' })
  })

  test('[P11] of another protocol is told to be renewed, before anything else is looked at', () => {
    const asked = request([9], { protocol: PROTOCOL - 1, epoch: 'e0' })
    const reply = { status: 'upgrade-required', protocol: PROTOCOL }
    expect(taken(asked, null)).toEqual({ do: 'answer', reply })
  })
})

describe('what was decided before', () => {
  const result = (id: number): MutationResult => ({ id, status: 'applied', at: {} })
  const stored = new Map(
    [1, 2].map((id): [number, StoredResult] => [
      id,
      { digest: intentText(mutation(id)), result: result(id) },
    ]),
  )

  test('[P3] is told again', () => {
    expect(recall([mutation(1), mutation(2)], stored, intentText)).toEqual({
      results: [result(1), result(2)],
      isClash: false,
    })
  })

  test('[P4] under other arguments, or never, is reused', () => {
    const { results, isClash } = recall([mutation(1, { id: 7 }), mutation(3)], stored, intentText)
    expect(results.map(({ status }) => status)).toEqual(['reused', 'reused'])
    expect(isClash).toBe(true)
  })

  test('[P4] is told to a noop whatever it did', () => {
    const noop: Mutation = { ...mutation(1, {}), name: 'noop' }
    expect(recall([noop], stored, intentText)).toEqual({ results: [result(1)], isClash: false })
  })

  test('[P13] under another id is told again under the new one, and a noop is not', () => {
    const applied = new Map([['d7', result(1)]])
    const again = { ...mutation(3), draftId: 'd7' }
    expect(repeatOf(again, applied)).toEqual(result(3))
    expect(repeatOf(mutation(3), applied)).toBeUndefined()
    expect(repeatOf({ ...again, name: 'noop', args: {} }, applied)).toBeUndefined()
  })

  test('[P3] is known by its fields in whatever order', () => {
    const text = intentText(mutation(1, { a: [{ x: 1, y: 2 }], b: null }))
    expect(intentText(mutation(1, { b: null, a: [{ y: 2, x: 1 }] }))).toBe(text)
    expect(intentText(mutation(1, { b: null, a: [{ y: 2, x: 3 }] }))).not.toBe(text)
  })
})
