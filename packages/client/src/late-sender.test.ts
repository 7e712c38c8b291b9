import { describe, expect, test } from 'vitest'
import { LateSender } from './late-sender.ts'
import { type Poke, PokeHub } from './pokes.ts'
import type { LinkStatus } from './status.ts'
import { FakeClock } from './testing/fake-clock.ts'

const offline: LinkStatus = {
  link: 'connecting',
  offlineSince: null,
  nextTryAt: null,
  lastAcknowledgedAt: null,
}

const start = (failures: number, known: LinkStatus = offline) => {
  const clock = new FakeClock()
  const hub = new PokeHub()
  const tab = hub.connect()
  const told: Poke[] = []
  const seen = { loads: 0, ended: 0 }
  tab.listen((poke) => told.push(poke))
  const sender = new LateSender({
    clock,
    pokes: hub.connect(),
    link: () => known,
    async load() {
      seen.loads++
      if (seen.loads <= failures) throw new TypeError('Failed to fetch')
      return { [Symbol.asyncDispose]: async () => void seen.ended++ }
    },
  })
  return { clock, tab, told, seen, sender }
}

describe('a sender whose code comes late', () => {
  test('is asked for until it comes, and told as offline meanwhile', async () => {
    const { clock, told, seen, sender } = start(3)
    await expect.poll(() => told).toHaveLength(1)
    expect(told[0]).toMatchObject({
      type: 'link',
      link: { link: 'offline', offlineSince: expect.any(String), nextTryAt: expect.any(String) },
    })
    await clock.advance(60_000)
    expect(seen).toEqual({ loads: 4, ended: 0 })
    expect(told).toHaveLength(3)
    await sender[Symbol.asyncDispose]()
    expect(seen.ended).toBe(1)
  })

  test('is asked for at once when the person wants to try', async () => {
    const { tab, told, seen } = start(1)
    await expect.poll(() => told).toHaveLength(1)
    tab.post({ type: 'sync-now' })
    await expect.poll(() => seen.loads).toBe(2)
  })

  test('says nothing where another tab sends', async () => {
    const { clock, told, seen } = start(1, { ...offline, link: 'online' })
    await clock.advance(60_000)
    expect(seen.loads).toBe(2)
    expect(told).toEqual([])
  })

  test('is asked for no more once its tab is closed', async () => {
    const { clock, told, seen, sender } = start(9)
    await expect.poll(() => told).toHaveLength(1)
    await sender[Symbol.asyncDispose]()
    await clock.advance(60_000)
    expect(seen.loads).toBe(1)
  })
})
