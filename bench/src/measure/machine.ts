import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { rounded } from './statistics.ts'

/** Where and when a run took place. */
export interface Machine {
  cpus: number
  model: string
  memoryGiB: number
  kernel: string
  node: string
  at: string
}

export const thisMachine = (): Machine => ({
  cpus: cpus().length,
  model: cpus()[0]?.model ?? 'unknown',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  node: process.version,
  at: new Date().toISOString(),
})

/** How much of the machine was in use, by anybody: what to distrust a run by. */
export interface Load {
  /** Processes that wanted to run, on average over a minute, at both ends. */
  atStart: number
  atEnd: number
  /** Share of all processor time, 0 to 1. */
  busy: number
  /** The same without what the run itself used. */
  busyByOthers: number
}

interface Ticks {
  idle: number
  all: number
}

const ticks = (): Ticks => {
  const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
  const counts = first.trim().split(/\s+/).slice(1, 9).map(Number)
  return {
    idle: (counts[3] ?? 0) + (counts[4] ?? 0),
    all: counts.reduce((sum, count) => sum + count, 0),
  }
}

/** Begins to watch the machine; `end` is told the processor time of the run itself. */
export const watchLoad = (): { end(ownMs: number): Load } => {
  const [atStart = 0] = loadavg()
  const from = ticks()
  return {
    end(ownMs) {
      const to = ticks()
      const all = to.all - from.all
      const busy = 1 - (to.idle - from.idle) / all
      const [atEnd = 0] = loadavg()
      const own = ownMs / 10 / all
      return {
        atStart: rounded(atStart),
        atEnd: rounded(atEnd),
        busy: rounded(busy),
        busyByOthers: rounded(Math.max(0, busy - own)),
      }
    },
  }
}
