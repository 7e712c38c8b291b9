import { setImmediate } from 'node:timers/promises'

export interface Lanes {
  /** How many works may be under way at once. */
  lanes: number
  /** Most that one work is done for. */
  most: number
}

/**
 * Does one work for all that came while others were under way. It waits for nothing to come: what
 * finds a free lane begins at once.
 * @param work gives a result for each, in their order
 */
export const together = <In, Out>(
  { lanes, most }: Lanes,
  work: (all: readonly In[]) => Promise<readonly Out[]>,
): ((one: In) => Promise<Out>) => {
  const waiting: { one: In; done: PromiseWithResolvers<Out> }[] = []
  let busy = 0
  const begin = async (): Promise<void> => {
    if (busy >= lanes || waiting.length === 0) return
    busy++
    // Messages that arrive in one piece are handed out one after the other.
    await setImmediate()
    const taken = waiting.splice(0, most)
    try {
      const results = taken.length > 0 ? await work(taken.map(({ one }) => one)) : []
      for (const [n, { done }] of taken.entries()) done.resolve(results[n] as Out)
    } catch (error) {
      for (const { done } of taken) done.reject(error)
    }
    busy--
    void begin()
  }
  return (one) => {
    const done = Promise.withResolvers<Out>()
    waiting.push({ one, done })
    void begin()
    return done.promise
  }
}
