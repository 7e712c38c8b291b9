import { setTimeout as delay } from 'node:timers/promises'
import { writeOnce } from './pairs.ts'
import type { Run } from './run.ts'

/** Writes that come first and are not counted: code and caches get warm. */
const WARM_UP = 20
/** Between two writes, in milliseconds. */
const PAUSE_MS = 10

/** A writes, B's live query has it: write by write in turn, so that a drift of the load hits all alike. */
export const propagation = async (run: Run): Promise<void> => {
  const pairs = await run.pairs.open()
  for (let i = -WARM_UP; i < run.asked.writes; i++)
    for (const pair of pairs) {
      const { seenMs, localMs, ackedMs } = await writeOnce(pair, `write ${i}`)
      await delay(PAUSE_MS)
      if (i < 0) continue
      const { name, n } = pair.side
      run.figures.add('propagation', name, n, seenMs)
      run.figures.add('local-write', name, n, localMs)
      run.figures.add('acknowledged', name, n, ackedMs)
    }
}
