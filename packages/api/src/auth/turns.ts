import { AppError } from '@holdfast/domain'

/** So many of one may wait for their turn, and so many of all; the next one is asked to come again. */
const MOST_WAITING_OF_ONE = 50
const MOST_WAITING = 1000

/** Work that is done a few at a time, one of each who asks before a second of anybody. */
export interface Turns {
  /** @throws AppError `busy` when too many wait already */
  take<T>(from: string, work: () => Promise<T>): Promise<T>
}

/** @param atOnce how many are worked at */
export const openTurns = (atOnce: number): Turns => {
  /** Who waits, in the order of their turns, with what of theirs does. */
  const lanes = new Map<string, (() => void)[]>()
  let working = 0
  let waiting = 0

  const begin = (): void => {
    const [first] = lanes
    if (!first || working >= atOnce) return
    const [from, lane] = first
    const start = lane.shift()
    // To the end of those who wait.
    lanes.delete(from)
    if (lane.length > 0) lanes.set(from, lane)
    waiting--
    working++
    start?.()
  }

  const turn = (from: string): Promise<void> => {
    const lane = lanes.get(from) ?? []
    if (lane.length >= MOST_WAITING_OF_ONE || waiting >= MOST_WAITING)
      throw new AppError('busy', 'Too many people are signing in. Try again in a moment.')
    const started = new Promise<void>((resolve) => lane.push(resolve))
    lanes.set(from, lane)
    waiting++
    begin()
    return started
  }

  return {
    async take(from, work) {
      await turn(from)
      try {
        return await work()
      } finally {
        working--
        begin()
      }
    },
  }
}
