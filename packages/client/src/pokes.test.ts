import { describe, expect, test, vi } from 'vitest'
import { openBroadcastPokes, type Poke, PokeHub, type Pokes } from './pokes.ts'
import { flush } from './testing/fake-clock.ts'

/** What a condition may take on a busy machine, in ms. */
const PATIENCE = 30_000

let names = 0

const kinds: [string, () => () => Pokes][] = [
  [
    'a BroadcastChannel',
    () => {
      const name = `pokes-${++names}`
      return () => openBroadcastPokes(name)
    },
  ],
  [
    'a hub',
    () => {
      const hub = new PokeHub()
      return () => hub.connect()
    },
  ],
]

describe.each(kinds)('pokes over %s', (_, make) => {
  test('reach everyone else, in order, until they stop listening', async () => {
    const join = make()
    const [a, b, c] = [join(), join(), join()]
    const heard = new Map<string, Poke[]>([
      ['a', []],
      ['b', []],
      ['c', []],
    ])
    a.listen((poke) => heard.get('a')?.push(poke))
    b.listen((poke) => heard.get('b')?.push(poke))
    const stop = c.listen((poke) => heard.get('c')?.push(poke))
    a.post({ type: 'journal', seq: 1 })
    a.post({ type: 'journal', seq: 2 })
    await vi.waitUntil(() => heard.get('b')?.length === 2 && heard.get('c')?.length === 2, PATIENCE)
    stop()
    a.post({ type: 'sync-now' })
    await vi.waitUntil(() => heard.get('b')?.length === 3, PATIENCE)
    await flush()
    expect(heard.get('a')).toEqual([])
    expect(heard.get('b')?.map(({ type }) => type)).toEqual(['journal', 'journal', 'sync-now'])
    expect(heard.get('c')).toHaveLength(2)
    for (const end of [a, b, c]) end.close()
  })
})
