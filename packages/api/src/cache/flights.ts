/** How one value is made. */
export interface Work<T> {
  /** Runs before `load`, and says whether a later caller may be given what that finds. */
  begin(): Promise<Sound<T> | null>
  load(signal: AbortSignal): Promise<T>
}

/** Asked after the load: has nothing been taken out since `begin`? It may be told late what was then. */
export type Sound<T> = (value: T) => Promise<boolean>

export interface Flights {
  /** @param signal takes this caller away @throws as `load` */
  join<T>(key: string, work: Work<T>, signal?: AbortSignal): Promise<T>
}

type Landed<T> = { value: T } | { error: unknown }

interface Flight<T> {
  hasBegun: boolean
  callers: number
  abort: AbortController
  landed: Promise<Landed<T>>
  /** Settles after `landed`. */
  isSound: Promise<boolean>
}

/** How often a caller waits for others before making the value alone. */
const MOST_WAITS = 2

/** @param close lets nobody in any more */
const takeOff = <T>({ begin, load }: Work<T>, close: () => void): Flight<T> => {
  const abort = new AbortController()
  const begun = begin()
  const loaded = begun.then(() => {
    flight.hasBegun = true
    return load(abort.signal)
  })
  const landed = loaded.then(
    (value): Landed<T> => ({ value }),
    (error: unknown): Landed<T> => ({ error }),
  )
  const judge = async (): Promise<boolean> => {
    const outcome = await landed
    close()
    const sound = await begun
    return 'value' in outcome && sound !== null && sound(outcome.value)
  }
  const flight: Flight<T> = {
    hasBegun: false,
    callers: 0,
    abort,
    landed,
    isSound: judge().catch(() => false),
  }
  return flight
}

/**
 * One load for those who want the same at once. Who came before the load had begun takes what it
 * finds. Who came later takes it only when it is sound: it may have read what was, before a write
 * that this caller knows to be done. Who comes when that is being asked makes it anew: what is
 * answered may have been so before that write.
 */
export const openFlights = (): Flights => {
  const underWay = new Map<string, Flight<unknown>>()

  const board = <T>(key: string, work: Work<T>, alone: boolean): Flight<T> => {
    const known = alone ? undefined : underWay.get(key)
    // Whoever asks for a key knows the type of its values.
    if (known) return known as Flight<T>
    const flight = takeOff(work, () => close(key, flight))
    if (!alone) underWay.set(key, flight)
    return flight
  }
  const close = (key: string, flight: Flight<unknown>): void => {
    if (underWay.get(key) === flight) underWay.delete(key)
  }
  const stay = async <T>(key: string, flight: Flight<T>, signal?: AbortSignal) => {
    flight.callers++
    try {
      return await unlessAborted(flight.landed, signal)
    } finally {
      flight.callers--
      if (flight.callers === 0 && signal?.aborted) {
        close(key, flight)
        flight.abort.abort(signal.reason)
      }
    }
  }
  return {
    async join(key, work, signal) {
      for (let waits = 0; ; waits++) {
        const flight = board(key, work, waits === MOST_WAITS)
        const cameBefore = !flight.hasBegun
        const landed = await stay(key, flight, signal)
        if (cameBefore || (await flight.isSound)) {
          if ('error' in landed) throw landed.error
          return landed.value
        }
      }
    },
  }
}

const unlessAborted = async <T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> => {
  if (!signal) return promise
  const gone = Promise.withResolvers<never>()
  const leave = () => gone.reject(signal.reason)
  signal.throwIfAborted()
  signal.addEventListener('abort', leave, { once: true })
  try {
    return await Promise.race([promise, gone.promise])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
