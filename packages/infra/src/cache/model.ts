import fc from 'fast-check'
import { expect } from 'vitest'
import type { Cache, Ticket } from './port.ts'

type Place = { mark: number } | { value: string; under: ReadonlyMap<string, number> }

interface Held {
  key: string
  place: number
  stamps: ReadonlyMap<string, number>
  ticket: Ticket
}

/** What a cache holds, said as simply as can be. */
class Model {
  readonly #places = new Map<string, Place>()
  readonly #stamps = new Map<string, number>()
  #marks = 0

  get(key: string): string | null {
    const place = this.#places.get(key)
    return place && 'value' in place && this.#stand(place.under) ? place.value : null
  }

  begin(key: string, stamps: readonly string[]): Omit<Held, 'key' | 'ticket'> {
    const known = this.#places.get(key)
    const place = known && 'mark' in known ? known.mark : ++this.#marks
    this.#places.set(key, { mark: place })
    for (const stamp of stamps) this.#stamps.set(stamp, this.#stamps.get(stamp) ?? ++this.#marks)
    return { place, stamps: new Map(stamps.map((one) => [one, this.#stamps.get(one) ?? 0])) }
  }

  fill({ key, place, stamps }: Held, value: string): boolean {
    const known = this.#places.get(key)
    const fits = known !== undefined && 'mark' in known && known.mark === place
    if (!fits || !this.#stand(stamps)) return false
    this.#places.set(key, { value, under: stamps })
    return true
  }

  remove(keys: readonly string[]): void {
    for (const key of keys) {
      this.#places.delete(key)
      this.#stamps.delete(key)
    }
  }

  removeBeginningWith(start: string): void {
    this.remove(
      [...this.#places.keys(), ...this.#stamps.keys()].filter((one) => one.startsWith(start)),
    )
  }

  #stand(stamps: ReadonlyMap<string, number>): boolean {
    return [...stamps].every(([stamp, mark]) => this.#stamps.get(stamp) === mark)
  }
}

const key = fc.constantFrom('a:1', 'a:2', 'b:1')
const stamps = fc.subarray(['s:1', 's:2', 't:1'])
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('begin' as const), key, stamps }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('fill' as const), which: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('get' as const), key }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('remove' as const),
      keys: fc.subarray(['a:1', 'a:2', 'b:1', 's:1', 's:2', 't:1']),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('match' as const),
      start: fc.constantFrom('a:', 's:', ''),
    }),
  },
)
export const steps = fc.array(step, { maxLength: 40 })
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Several who read, fill and take out, in any order of their steps. @throws where the cache does not do as the model */
export const follow = async (cache: Cache, space: string, all: readonly Step[]): Promise<void> => {
  const model = new Model()
  const held: Held[] = []
  let values = 0
  for (const one of all)
    if (one.do === 'begin') {
      const ticket = await cache.begin(space, one.key, one.stamps, 60_000)
      held.unshift({ key: one.key, ticket, ...model.begin(one.key, one.stamps) })
    } else if (one.do === 'fill') {
      const ours = held[one.which]
      if (!ours) continue
      const value = String(++values)
      const filled = await cache.fill(space, ours.key, ours.ticket, value, 60_000)
      expect(filled).toBe(model.fill(ours, value))
    } else if (one.do === 'get') {
      expect(await cache.get(space, one.key)).toBe(model.get(one.key))
    } else if (one.do === 'remove') {
      await cache.remove(space, one.keys)
      model.remove(one.keys)
    } else {
      await cache.removeMatching(space, `${one.start}*`)
      model.removeBeginningWith(one.start)
    }
}
