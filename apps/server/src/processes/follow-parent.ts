const CHECK_EVERY_MS = 1000

/**
 * Calls back once when the process that started this one is gone: npm killed outright passes no
 * signal on, and its server would live on unseen.
 */
export const followParent = (onGone: () => void): Disposable => {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onGone()
  }, CHECK_EVERY_MS)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
