import { measureLimit } from '../limits/measure-limits.ts'
import { cpuMs } from '../measure/process-tree.ts'
import { GOAL_SIZE } from '../report/goals.ts'
import type { Side } from '../side.ts'
import { openFresh } from './open-fresh.ts'
import type { Run } from './run.ts'
import { whenResting } from './when-resting.ts'

/** From "open a device" to every task in its live list and its durable store; sides take turns. */
export const firstSync = async (run: Run): Promise<void> => {
  for (const side of run.sides) await countBytes(run, side)
  for (let rep = 0; rep < run.asked.reps; rep++) {
    for (const side of run.sides) await syncOnce(run, side)
    // What the figures are held against: in the same minute.
    for (const n of run.asked.sizes) await measureLimit(run, 'sqlite-insert', n)
    await measureLimit(run, 'json', GOAL_SIZE)
  }
}

/** The first of all, uncounted in time: it goes through the proxy, and warms the server up. */
const countBytes = async ({ figures }: Run, side: Side): Promise<void> => {
  await whenResting(side)
  side.proxy.reset()
  const { client } = await openFresh(side, 'owner', side.proxy.port)
  await client[Symbol.asyncDispose]()
  figures.add('bytes-down', side.name, side.n, side.proxy.down / 1e6)
  await whenResting(side)
}

const syncOnce = async ({ figures }: Run, side: Side): Promise<void> => {
  const { name, n } = side
  const cpu = () => ({ server: cpuMs(side.pids()), database: cpuMs(side.databasePids()) })
  let before = cpu()
  const { client, opened } = await openFresh(side, 'owner', side.port, () => {
    before = cpu()
  })
  const after = cpu()
  await client[Symbol.asyncDispose]()
  figures.add('first-sync', name, n, opened.ms)
  figures.add('first-page', name, n, opened.firstPageMs)
  figures.add('first-sync-cpu', name, n, after.server - before.server)
  figures.add('first-sync-database-cpu', name, n, after.database - before.database)
}
