import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Run } from '../rows/run.ts'
import { limits } from './limits.ts'

const MAIN = fileURLToPath(new URL('./limits-main.ts', import.meta.url))

/** They vary little, and the first sync measures what it is held against once more. */
const MOST_REPS = 3

/** Measures one limit once, in a process of its own. @throws Error when that fails */
export const measureLimit = async (
  { figures, worlds }: Pick<Run, 'figures' | 'worlds'>,
  name: keyof typeof limits,
  n: number,
): Promise<void> => {
  const child = fork(
    MAIN,
    [name, String(n), worlds.find((world) => world.n === n)?.databaseUrl ?? ''],
    {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    },
  )
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`measuring ${name} failed (${code})`)
  })
  const [samples] = (await Promise.race([once(child, 'message'), failed])) as [number[]]
  // Its end, after the answer, is no failure any more.
  failed.catch(() => undefined)
  for (const sample of samples) figures.add(name, 'limit', n, sample)
}

/** What the machine can do, beside which the rest is to be seen. */
export const measureLimits = async (run: Run): Promise<void> => {
  for (let rep = 0; rep < Math.min(run.asked.reps, MOST_REPS); rep++)
    for (const n of run.asked.sizes)
      for (const name of Object.keys(limits) as (keyof typeof limits)[])
        await measureLimit(run, name, n)
}
