import { setTimeout as delay } from 'node:timers/promises'
import { cpuMs } from '../measure/process-tree.ts'
import { type Pair, writeOnce } from './pairs.ts'
import type { Run } from './run.ts'

/** Each block gives one sample: the kernel counts in steps of ten milliseconds. */
const BLOCKS = 4
const PAUSE_MS = 10

/** Processor time for one write, by server, database and both clients, in blocks that take turns. */
export const writeCpu = async (run: Run): Promise<void> => {
  const pairs = await run.pairs.open()
  const writes = Math.max(10, Math.ceil(run.asked.writes / BLOCKS))
  for (let block = 0; block < BLOCKS; block++)
    for (const pair of pairs) await measureBlock(run, pair, { block, writes })
}

const measureBlock = async (
  { figures }: Run,
  pair: Pair,
  { block, writes }: { block: number; writes: number },
): Promise<void> => {
  const { side, a, b } = pair
  const parts = {
    'write-cpu': () => side.pids(),
    'write-database-cpu': () => side.databasePids(),
    'write-client-cpu': () => [a.pid],
    'write-reader-cpu': () => [b.pid],
  }
  const used = () => Object.entries(parts).map(([metric, pids]) => [metric, cpuMs(pids())] as const)
  const before = new Map(used())
  for (let i = 0; i < writes; i++) {
    await writeOnce(pair, `block ${block} write ${i}`)
    await delay(PAUSE_MS)
  }
  for (const [metric, after] of used())
    figures.add(metric, side.name, side.n, (after - (before.get(metric) ?? 0)) / writes)
}
