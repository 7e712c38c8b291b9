import { setTimeout as delay } from 'node:timers/promises'
import { cpuMs } from '../measure/process-tree.ts'
import type { Side } from '../side.ts'

/** Processor time within half a second that a resting server stays below, in milliseconds. */
const RESTING_MS = 20
const MOST_ROUNDS = 240

/** Waits until a server has done what it does in the background, for two minutes at most. */
export const whenResting = async (side: Side): Promise<void> => {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = cpuMs([...side.pids(), ...side.databasePids()])
    await delay(500)
    if (cpuMs([...side.pids(), ...side.databasePids()]) - before <= RESTING_MS) return
  }
}
