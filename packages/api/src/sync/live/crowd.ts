import type { UserId } from '@holdfast/domain'
import type { Limits } from '../../limits/limits.ts'
import { type Room, rooms } from '../../limits/rules.ts'

/** What one socket takes up. */
export interface Places {
  /** Its person is known. @returns false where they have as many as one may have */
  known(userId: UserId): boolean
  leave(): void
}

/** Who is connected, by address and by account. */
export interface Crowd {
  /** @returns null where as many as may be have come from that network */
  enter(network: string): Places | null
}

/** Keeps one address, or one account, from taking up all that there is. Rule [S16]. */
export const openCrowd = (limits: Pick<Limits, 'most'>): Crowd => {
  const counts = new Map<string, number>()
  const keyOf = (room: Room, of: string): string => `${room.name} ${of}`

  const take = (room: Room, of: string): boolean => {
    const key = keyOf(room, of)
    const count = counts.get(key) ?? 0
    if (count >= limits.most(room)) return false
    counts.set(key, count + 1)
    return true
  }
  const free = (room: Room, of: string): void => {
    const key = keyOf(room, of)
    const count = counts.get(key) ?? 0
    if (count > 1) counts.set(key, count - 1)
    else counts.delete(key)
  }
  return {
    enter(network) {
      if (!take(rooms.socketsFrom, network)) return null
      if (!take(rooms.unknownSocketsFrom, network)) {
        free(rooms.socketsFrom, network)
        return null
      }
      let isUnknown = true
      let hasLeft = false
      let person: UserId | null = null
      const beKnown = () => {
        if (isUnknown) free(rooms.unknownSocketsFrom, network)
        isUnknown = false
      }
      return {
        known(userId) {
          beKnown()
          if (hasLeft || !take(rooms.socketsOf, userId)) return false
          person = userId
          return true
        },
        leave() {
          if (hasLeft) return
          hasLeft = true
          beKnown()
          free(rooms.socketsFrom, network)
          if (person) free(rooms.socketsOf, person)
        },
      }
    },
  }
}
