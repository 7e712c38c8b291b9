import type { ClientId, IsoDate, SessionId, UserId } from '@holdfast/domain'
import { PROTOCOL, type PushRequest } from '@holdfast/sync'
import { afterEach, expect, test, vi } from 'vitest'
import { acceptPush, type PushServices } from './accept-push.ts'

afterEach(() => vi.restoreAllMocks())

const at = '2026-11-22T10:00:00.000Z' as IsoDate
const request: PushRequest = {
  protocol: PROTOCOL,
  epoch: null,
  clientId: crypto.randomUUID() as ClientId,
  mutations: [{ id: 1, draftId: crypto.randomUUID(), name: 'noop', version: 1, args: {}, at }],
}
const caller = {
  userId: crypto.randomUUID() as UserId,
  sessionId: crypto.randomUUID() as SessionId,
}

/** A database that cannot do it, each time after this many milliseconds. */
const unable = (took: number) => {
  let now = 0
  let tries = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const transact = async () => {
    now += took
    tries += 1
    throw Object.assign(new Error('canceling statement'), { code: '57014' })
  }
  const nothing = () => undefined
  const services = {
    db: { epoch: 'e', transact },
    pokes: { poke: nothing },
    clock: () => new Date(at),
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  } as unknown as PushServices
  return { services, tries: () => tries }
}

test.each([
  [1, 6],
  [4000, 3],
  [15_000, 1],
])(
  '[S1] a database that fails after %d ms each time is asked %d times, then it is busy',
  async (took, times) => {
    const { services, tries } = unable(took)
    await expect(acceptPush(services, caller, request)).rejects.toMatchObject({ code: 'busy' })
    expect(tries()).toBe(times)
  },
)
