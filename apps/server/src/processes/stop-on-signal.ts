/** Ctrl-C reaches a server twice, from the terminal and from the package manager that started it. */
const SAME_REQUEST_MS = 1000

export interface StopRequests {
  /** Settles with the first request to stop. */
  stop: Promise<string>
  /** Aborted by the second: stop without waiting for anyone. */
  hurry: AbortSignal
  /** Another cause to stop than a signal. */
  request(cause: string): void
}

/** Turns SIGINT, SIGTERM and SIGHUP into requests to stop. */
export const stopOnSignal = (): StopRequests => {
  const first = Promise.withResolvers<string>()
  const hurry = new AbortController()
  let firstAt: number | undefined
  const request = (cause: string): void => {
    const now = performance.now()
    if (firstAt === undefined) {
      firstAt = now
      first.resolve(cause)
    } else if (now - firstAt > SAME_REQUEST_MS) hurry.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => request(signal))
  return { stop: first.promise, hurry: hurry.signal, request }
}
