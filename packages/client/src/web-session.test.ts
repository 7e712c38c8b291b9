import { type IsoDate, isoDate } from '@holdfast/domain'
import { nthUser, userRow } from '@holdfast/sync/testing'
import { beforeEach, expect, test } from 'vitest'
import { FakeClock, flush } from './testing/fake-clock.ts'
import { SignedOut } from './transport.ts'
import { type Grant, WebSession } from './web-session.ts'

const ada = nthUser(1)
let clock: FakeClock
let answers: (Grant | Error)[]
let refreshes: number
let tabs: WebSession[]
let channels: ((event: MessageEvent) => void)[]

/** Tabs of one browser: locks that take turns, and a channel between them. */
let turn: Promise<unknown>
const locks = {
  request: (_: string, work: () => Promise<unknown>) => {
    const mine = turn.then(work, work)
    turn = mine.catch(() => undefined)
    return mine
  },
} as Pick<LockManager, 'request'>

const openTab = (): WebSession => {
  const own: ((event: MessageEvent) => void)[] = []
  const tab = new WebSession({
    clock,
    locks,
    refresh: async () => {
      refreshes++
      await Promise.resolve()
      const answer = answers.shift() ?? new TypeError('fetch failed')
      if (answer instanceof Error) throw answer
      return answer
    },
    channel: {
      postMessage: (data) => {
        for (const hear of channels)
          if (!own.includes(hear)) queueMicrotask(() => hear({ data } as MessageEvent))
      },
      addEventListener: (_: string, hear: unknown) => {
        own.push(hear as (event: MessageEvent) => void)
        channels.push(hear as (event: MessageEvent) => void)
      },
    } as Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>,
  })
  tabs.push(tab)
  return tab
}

const grant = (accessToken: string, minutes = 10, userId = ada): Grant => ({
  user: userRow(userId).row,
  accessToken,
  expiresAt: isoDate(new Date(clock.now() + minutes * 60_000)) as IsoDate,
})

beforeEach(() => {
  clock = new FakeClock()
  answers = []
  refreshes = 0
  tabs = []
  channels = []
  turn = Promise.resolve()
})

test('a token is fetched once and used until shortly before it ends', async () => {
  answers = [grant('one'), grant('two')]
  const tab = openTab()
  expect(await Promise.all([tab.accessToken(), tab.accessToken()])).toEqual(['one', 'one'])
  await clock.advance(9 * 60_000)
  expect(await tab.accessToken()).toBe('one')
  await clock.advance(45_000)
  answers = [grant('two')]
  expect(await tab.accessToken()).toBe('two')
  expect(refreshes).toBe(2)
})

test('[T4] one tab refreshes for all of them', async () => {
  answers = [grant('one')]
  const all = [openTab(), openTab(), openTab()]
  expect(await Promise.all(all.map((tab) => tab.accessToken()))).toEqual(['one', 'one', 'one'])
  expect(refreshes).toBe(1)
})

test('[T4] only the server’s word ends a session, never a missing network', async () => {
  const tab = openTab()
  await expect(tab.accessToken()).rejects.toThrow('fetch failed')
  answers = [grant('one')]
  expect(await tab.accessToken()).toBe('one')
  tab.refused('one')
  answers = [new SignedOut()]
  await expect(tab.accessToken()).rejects.toThrow(SignedOut)
  answers = [grant('never asked for')]
  await expect(tab.accessToken()).rejects.toThrow(SignedOut)
})

test('every tab learns of signing in and out', async () => {
  const [here, there] = [openTab(), openTab()]
  const seen: (string | null)[] = []
  there.onChange(() => seen.push(there.userId))
  here.signedIn(grant('one'))
  await flush()
  here.signedOut()
  await flush()
  expect(seen).toEqual([ada, null])
})

test('a device does not send with somebody else’s session', async () => {
  const tab = openTab()
  tab.signedIn(grant('one', 10, nthUser(2)))
  await expect(tab.of(ada).accessToken()).rejects.toThrow(SignedOut)
  expect(await tab.of(nthUser(2)).accessToken()).toBe('one')
})

test('a device whose clock is a day ahead uses the token until it is refused', async () => {
  answers = [grant('one', -24 * 60), grant('two')]
  const tab = openTab()
  expect(await tab.accessToken()).toBe('one')
  expect(await tab.accessToken()).toBe('one')
  tab.refused('one')
  expect(await tab.accessToken()).toBe('two')
})
