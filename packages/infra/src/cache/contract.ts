import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { follow, steps } from './model.ts'
import type { Cache } from './port.ts'

/** What a condition may take on a busy machine, in ms. */
const PATIENCE = 30_000

/** A cache that holds nothing; gone when disposed. */
export interface CacheInTest extends AsyncDisposable {
  cache: Cache
}

const LONG = 60_000

/** Keeps a value as one does who reads it where it is made. */
const put = async (cache: Cache, key: string, value: string, stamps: string[] = [], space = '1') =>
  cache.fill(space, key, await cache.begin(space, key, stamps, LONG), value, LONG)

/** What every adapter of the cache port does. @param name the adapter, with its service's version */
export const cacheContract = (name: string, make: () => Promise<CacheInTest>): void => {
  describe(`cache: ${name}`, () => {
    test('names its life, and is in its senses', async () => {
      await using made = await make()
      expect(made.cache.life).toMatch(/./)
      await made.cache.probe()
    })

    test('gives back what was put, byte for byte, and replaces it', async () => {
      await using made = await make()
      const { cache } = made
      const odd = `${'x'.repeat(100_000)} é 😀 \u0000 "'\\ \n`
      expect(await put(cache, 'a:1', odd)).toBe(true)
      expect(await cache.get('1', 'a:1')).toBe(odd)
      expect(await put(cache, 'a:1', '')).toBe(true)
      expect(await cache.get('1', 'a:1')).toBe('')
    })

    test('has nothing that was never put, nor what was only begun', async () => {
      await using made = await make()
      await made.cache.begin('1', 'a', ['s'], LONG)
      for (const key of ['a', 's', 'b']) expect(await made.cache.get('1', key)).toBeNull()
    })

    test('keeps spaces apart', async () => {
      await using made = await make()
      const { cache } = made
      await put(cache, 'a', 'one', ['s'], '1')
      await put(cache, 'a', 'two', ['s'], '2')
      await cache.remove('1', ['s'])
      expect(await cache.get('1', 'a')).toBeNull()
      expect(await cache.get('2', 'a')).toBe('two')
    })

    test('forgets a value when its time is over', async () => {
      await using made = await make()
      const { cache } = made
      await cache.fill('1', 'a', await cache.begin('1', 'a', ['s'], LONG), 'short', 40)
      await put(cache, 'b', 'long', ['s'])
      await vi.waitFor(async () => expect(await cache.get('1', 'a')).toBeNull(), PATIENCE)
      expect(await cache.get('1', 'b')).toBe('long')
    })

    test('takes out values and whatever was made under a stamp', async () => {
      await using made = await make()
      const { cache } = made
      await put(cache, 'a', '1', ['s', 't'])
      await put(cache, 'b', '2', ['t'])
      await put(cache, 'c', '3', ['s'])
      await put(cache, 'd', '4')
      await cache.remove('1', ['s', 'd', 'never'])
      for (const key of ['a', 'c', 'd']) expect(await cache.get('1', key)).toBeNull()
      expect(await cache.get('1', 'b')).toBe('2')
      await cache.remove('1', [])
    })

    test('does not take up again what a stamp took out', async () => {
      await using made = await make()
      const { cache } = made
      await put(cache, 'a', '1', ['s'])
      await cache.remove('1', ['s'])
      await put(cache, 'b', '2', ['s'])
      expect(await cache.get('1', 'a')).toBeNull()
      expect(await cache.get('1', 'b')).toBe('2')
    })

    test.each([
      ['its key', ['a']],
      ['a stamp of it', ['t']],
    ])('refuses a value that was begun before %s was taken out', async (_, removed) => {
      await using made = await make()
      const { cache } = made
      const ticket = await cache.begin('1', 'a', ['s', 't'], LONG)
      await cache.remove('1', removed)
      expect(await cache.fill('1', 'a', ticket, 'old', LONG)).toBe(false)
      expect(await cache.get('1', 'a')).toBeNull()
      // Not even when somebody else has begun since.
      const newer = await cache.begin('1', 'a', ['s', 't'], LONG)
      expect(await cache.fill('1', 'a', ticket, 'old', LONG)).toBe(false)
      expect(await cache.fill('1', 'a', newer, 'new', LONG)).toBe(true)
      expect(await cache.get('1', 'a')).toBe('new')
    })

    test('lets several who began at once share a ticket: the first one fills', async () => {
      await using made = await make()
      const { cache } = made
      const [one, other] = await Promise.all([
        cache.begin('1', 'a', ['s'], LONG),
        cache.begin('1', 'a', ['s'], LONG),
      ])
      expect(await cache.fill('1', 'a', other, 'first', LONG)).toBe(true)
      expect(await cache.fill('1', 'a', one, 'second', LONG)).toBe(false)
      expect(await cache.get('1', 'a')).toBe('first')
    })

    test('takes out what matches a pattern, with what was only begun, and nothing else', async () => {
      await using made = await make()
      const { cache } = made
      const kept = ['user:tasks:1:pages', 'user:tasks:12:page:a', 'x:user:tasks:1:page:a', 'o[1]?']
      for (const key of [...kept, 'user:tasks:1:page:first', 'user:tasks:1:page:a.b'])
        await put(cache, key, key)
      await put(cache, 'user:tasks:1:page:first', 'elsewhere', [], '2')
      const ticket = await cache.begin('1', 'user:tasks:1:page:begun', [], LONG)
      expect(await cache.removeMatching('1', 'user:tasks:1:page:*')).toBe(3)
      expect(await cache.removeMatching('1', 'o[1]*nothing')).toBe(0)
      expect(await cache.get('1', 'user:tasks:1:page:first')).toBeNull()
      expect(await cache.fill('1', 'user:tasks:1:page:begun', ticket, 'old', LONG)).toBe(false)
      for (const key of kept) expect(await cache.get('1', key)).toBe(key)
      expect(await cache.get('2', 'user:tasks:1:page:first')).toBe('elsewhere')
      expect(await cache.removeMatching('1', 'o[1]?*')).toBe(1)
    })

    test('takes out all spaces but one', async () => {
      await using made = await make()
      const { cache } = made
      for (const space of ['1', '10', '2'])
        for (const key of ['a', 'b']) await put(cache, key, space, ['s'], space)
      await cache.keepOnly('1')
      for (const space of ['10', '2']) expect(await cache.get(space, 'a')).toBeNull()
      expect(await cache.get('1', 'b')).toBe('1')
    })

    test('does as the model does, whatever the order of reads, fills and removals', async () => {
      await using made = await make()
      let run = 0
      await fc.assert(
        fc.asyncProperty(steps, (all) => follow(made.cache, `run-${++run}`, all)),
        { numRuns: 300 },
      )
    })

    test('holds many values at once', async () => {
      await using made = await make()
      const { cache } = made
      const keys = Array.from({ length: 2500 }, (_, i) => `many:${i}`)
      await Promise.all(keys.map((key) => put(cache, key, key, ['s'])))
      expect(await cache.get('1', 'many:2499')).toBe('many:2499')
      expect(await cache.removeMatching('1', 'many:*')).toBe(2500)
    })
  })
}
