import { describe, expect, test, vi } from 'vitest'
import { type Leadership, TurnTaking, WebLockLeadership } from './leadership.ts'
import { flush } from './testing/fake-clock.ts'

/** What a condition may take on a busy machine, in ms. */
const PATIENCE = 30_000

let names = 0

const kinds: [string, () => () => Leadership][] = [
  [
    'Web Locks',
    () => {
      const name = `leadership-${++names}`
      return () => new WebLockLeadership(name)
    },
  ],
  [
    'within a process',
    () => {
      const turns = new TurnTaking()
      return () => turns.leadership()
    },
  ],
]

/** Says who leads: leads until it is told that it lost. */
const campaign = (who: string, leadership: Leadership, log: string[]): void =>
  leadership.campaign(async (lost) => {
    log.push(`${who} leads`)
    if (!lost.aborted)
      await new Promise<void>((resolve) => {
        lost.addEventListener('abort', () => resolve(), { once: true })
      })
    log.push(`${who} stops`)
  })

describe.each(kinds)('leadership by %s', (_, make) => {
  test('one leads; when it resigns the next one does', async () => {
    const join = make()
    const log: string[] = []
    const [a, b] = [join(), join()]
    campaign('a', a, log)
    await vi.waitUntil(() => log.includes('a leads'), PATIENCE)
    campaign('b', b, log)
    await flush()
    expect(log).toEqual(['a leads'])
    await a.resign()
    await vi.waitUntil(() => log.includes('b leads'), PATIENCE)
    expect(log).toEqual(['a leads', 'a stops', 'b leads'])
    await b.resign()
  })

  test('[T3] a silent leader is replaced, and learns of it', async () => {
    const join = make()
    const log: string[] = []
    const [a, b] = [join(), join()]
    campaign('a', a, log)
    await vi.waitUntil(() => log.includes('a leads'), PATIENCE)
    campaign('b', b, log)
    await flush()
    b.seize()
    await vi.waitUntil(() => log.includes('b leads') && log.includes('a stops'), PATIENCE)
    await b.resign()
    await a.resign()
  })

  test('one that resigns while it waits never leads', async () => {
    const join = make()
    const log: string[] = []
    const [a, b] = [join(), join()]
    campaign('a', a, log)
    await vi.waitUntil(() => log.includes('a leads'), PATIENCE)
    campaign('b', b, log)
    await b.resign()
    await a.resign()
    await flush()
    expect(log).toEqual(['a leads', 'a stops'])
  })
})
