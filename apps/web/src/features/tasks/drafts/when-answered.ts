import type { Device } from '@holdfast/client'

/** How long the server is waited for, so that a newer value from it is seen first. */
const patienceMs = 3_000
/** What it answered is on this device by then. */
const settlingMs = 300

/**
 * Runs once the tasks are here and the server has answered or failed to: what an earlier page left is
 * then judged by the newest value there is.
 * @param patience milliseconds that a silent server is waited for
 * @returns stops waiting
 */
export function whenAnswered(
  device: Device,
  run: () => void,
  patience: number = patienceMs,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const runIn = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      stop()
      run()
    }, ms)
  }
  const look = () => {
    const { loading, link } = device.status()
    if (!loading.done) return
    if (link !== 'connecting') {
      stop()
      runIn(Math.min(settlingMs, patience))
    } else if (timer === undefined) runIn(patience)
  }
  const stop = device.onStatus(look)
  look()
  return () => {
    stop()
    clearTimeout(timer)
  }
}
