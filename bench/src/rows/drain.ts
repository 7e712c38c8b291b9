import { setTimeout as delay } from 'node:timers/promises'
import { now } from '../measure/clock.ts'
import type { Pair } from './pairs.ts'
import type { Run } from './run.ts'

/** The first task of those that are edited offline. */
const FIRST = 100
/** Long enough for a device to find out that the link is gone, in milliseconds. */
const GONE_MS = 1000

/**
 * The link is cut, tasks are edited, the link heals: until every edit is acknowledged. Woken, as a
 * system does when its network returns, and not woken: then the client's own patience decides.
 */
export const drain = async (run: Run): Promise<void> => {
  const pairs = await run.pairs.open()
  for (let rep = 0; rep < run.asked.reps; rep++)
    for (const pair of pairs) await drainOnce(run, pair, rep, true)
  for (let rep = 0; rep < run.asked.reps; rep++)
    for (const pair of pairs) await drainOnce(run, pair, rep, false)
}

const drainOnce = async (
  { asked, figures }: Run,
  { side, a }: Pair,
  rep: number,
  wake: boolean,
): Promise<void> => {
  const queued = Math.min(asked.queued, side.n - FIRST)
  const tasks = Array.from({ length: queued }, (_, i) => FIRST + i)
  const title = `${wake ? 'woken' : 'patient'} ${rep} of`
  side.proxy.cut()
  await delay(GONE_MS)
  const { ms } = await a.ask('queue', { tasks, title })
  await delay(GONE_MS / 2)
  const healedAt = now()
  side.proxy.heal()
  const { at } = await a.ask('drain', { wake })
  const { kept, written } = await side.count(tasks, title)
  figures.add(wake ? 'drain' : 'drain-unwoken', side.name, side.n, at - healedAt)
  figures.add('queue', side.name, side.n, ms / queued)
  figures.add('lost', side.name, side.n, queued - kept)
  figures.add('doubled', side.name, side.n, Math.max(0, written - queued))
}
