import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { type Cache, PLACE_KEPT_FOR } from './port.ts'

export interface MemoryCacheOptions {
  /** Most that is held, in bytes as far as text and keys go. Default 32 MiB. */
  most?: number
}

type Held =
  | { kind: 'value'; value: string; stamps: ReadonlyMap<string, string> }
  /** A place that waits for its value, or a stamp. */
  | { kind: 'mark'; mark: string }

const MOST = 32 * 1024 * 1024
/** What an entry takes beside its text, in bytes. */
const ENTRY = 200

const sizeOf = (held: Held, key: string): number => {
  const text = held.kind === 'value' ? held.value.length + held.stamps.size * 60 : 40
  return ENTRY + 2 * (key.length + text)
}

const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

/** The memory of this process, which no other can reach. What was used least goes first. */
export const memoryCache = ({ most = MOST }: MemoryCacheOptions = {}): Cache => {
  const held = new LRUCache<string, Held>({ maxSize: most, sizeCalculation: sizeOf })
  const life = randomUUID()
  let marks = 0

  const at = (space: string, key: string): string => `${space}:${key}`
  const markAt = (place: string): string | undefined => {
    const found = held.get(place)
    return found?.kind === 'mark' ? found.mark : undefined
  }
  const mark = (place: string, keepFor: number): string => {
    const known = markAt(place) ?? String(++marks)
    const ttl = Math.max(keepFor, held.getRemainingTTL(place))
    held.set(place, { kind: 'mark', mark: known }, { ttl })
    return known
  }
  const stand = (space: string, stamps: ReadonlyMap<string, string>): boolean =>
    [...stamps].every(([stamp, was]) => markAt(at(space, stamp)) === was)
  const removeWhere = (isMeant: (key: string) => boolean): number => {
    const meant = [...held.keys()].filter(isMeant)
    for (const key of meant) held.delete(key)
    return meant.length
  }

  return {
    life,

    probe: () => Promise.resolve(),

    async get(space, key) {
      const found = held.get(at(space, key))
      return found?.kind === 'value' && stand(space, found.stamps) ? found.value : null
    },

    async begin(space, key, stamps, keepFor) {
      return {
        place: mark(at(space, key), PLACE_KEPT_FOR),
        stamps: new Map(stamps.map((stamp) => [stamp, mark(at(space, stamp), keepFor)])),
      }
    },

    async fill(space, key, { place, stamps }, value, keepFor) {
      if (markAt(at(space, key)) !== place || !stand(space, stamps)) return false
      held.set(at(space, key), { kind: 'value', value, stamps }, { ttl: keepFor })
      return true
    },

    async remove(space, keys) {
      for (const key of keys) held.delete(at(space, key))
    },

    async removeMatching(space, pattern) {
      const parts = at(space, pattern).split('*').map(literally)
      const regex = new RegExp(`^${parts.join('.*')}$`, 's')
      return removeWhere((key) => regex.test(key))
    },

    async keepOnly(space) {
      removeWhere((key) => !key.startsWith(at(space, '')))
    },

    async [Symbol.asyncDispose]() {
      held.clear()
    },
  }
}
