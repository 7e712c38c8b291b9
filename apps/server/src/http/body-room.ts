/** Most bytes of bodies that one account, and one network, may have on their way at a time. */
const MOST_OF_ACCOUNT = 64 * 1024 * 1024
const MOST_OF_NETWORK = 512 * 1024 * 1024

/** Keeps one who sends many long bodies at once, and slowly, from filling the memory with them. */
export interface BodyRoom {
  /** @returns what gives the room free again; null where there is none */
  take(bytes: number, of: { account: string; network: string }): (() => void) | null
}

export const openBodyRoom = (): BodyRoom => {
  const held = new Map<string, number>()
  const add = (key: string, bytes: number): void => {
    const sum = (held.get(key) ?? 0) + bytes
    if (sum > 0) held.set(key, sum)
    else held.delete(key)
  }
  const fits = (key: string, bytes: number, most: number): boolean =>
    (held.get(key) ?? 0) + bytes <= most

  return {
    take(bytes, { account, network }) {
      if (!fits(account, bytes, MOST_OF_ACCOUNT) || !fits(network, bytes, MOST_OF_NETWORK))
        return null
      add(account, bytes)
      add(network, bytes)
      return () => {
        add(account, -bytes)
        add(network, -bytes)
      }
    },
  }
}
