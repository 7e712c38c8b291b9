import type { ClientId } from '@holdfast/domain'
import { describe, expect, test } from 'vitest'
import { applied, rejected } from '../testing/plan-disk.ts'
import { dawn } from '../testing/world.ts'
import { lostOf } from './streams.ts'

const clientId = 'c1' as ClientId
const sent = [3, 4, 5].map((id) => ({
  id,
  draftId: `d${id}`,
  name: 'noop',
  version: 1,
  args: {},
  at: dawn,
}))
const reused = (id: number) => ({ id, status: 'reused' }) as const

describe('what the answer to a push shows that the record lacks', () => {
  test('nothing where it answers all of it', () => {
    expect(lostOf(clientId, sent, [applied(3, {}), rejected(4), applied(5, {})])).toBeNull()
  })

  test('[A6] is what something else has, and what was not known behind it', () => {
    const answer = [applied(3, {}), reused(4)]
    expect(lostOf(clientId, sent, answer)).toEqual({ clientId, ids: [4], from: 5 })
  })

  test('[A6] says nothing of what was not in the push where all of it was known', () => {
    const answer = [reused(3), applied(4, {}), reused(5)]
    expect(lostOf(clientId, sent, answer)).toEqual({ clientId, ids: [3, 5], from: null })
  })
})
