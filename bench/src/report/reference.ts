import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { quantile } from '../measure/statistics.ts'
import type { SideName } from '../side.ts'
import type { Figures, Subject } from './figures.ts'

const Reference = z.object({
  machine: z.object({
    model: z.string(),
    cpus: z.int(),
    memoryGiB: z.int(),
    node: z.string(),
  }),
  at: z.iso.date(),
  peers: z.record(z.string(), z.string()),
  figures: z.array(
    z.object({ metric: z.string(), subject: z.string(), n: z.int(), value: z.number() }),
  ),
})
/** What peers needed once, with the yardsticks of that same run. */
export type Reference = z.infer<typeof Reference>

export const readReference = (): Reference =>
  Reference.parse(
    JSON.parse(readFileSync(new URL('../../reference.json', import.meta.url), 'utf8')),
  )

/** A figure of another run, brought to this machine and its load by a yardstick that both measured. */
export interface Yardstick {
  metric: string
  subject: Subject
  /** Tasks, where that is not the size in question. */
  n?: number
}

/** What a figure of ours is held against, and what that is in words. */
export interface Held {
  value: number
  against: string
}

interface Wanted {
  metric: string
  peer: SideName
  n: number
  /** null: what is counted and not timed is the same everywhere. */
  yardstick: Yardstick | null
}

/**
 * What a peer needs: as this run measured it, else as the reference has it.
 * @returns undefined when both lack what that takes
 */
export const broughtHere = (
  reference: Reference,
  figures: Figures,
  { metric, peer, n, yardstick }: Wanted,
): Held | undefined => {
  const then = (subject: string, of: string, size: number) =>
    reference.figures.find(
      (figure) => figure.metric === of && figure.subject === subject && figure.n === size,
    )?.value
  const beside = figures.samples(metric, peer, n)
  if (beside.length > 0) return { value: quantile(beside, 0.5), against: peer }
  const value = then(peer, metric, n)
  if (value === undefined) return undefined
  if (yardstick === null) return { value, against: `${peer}, as in the reference` }
  const size = yardstick.n ?? n
  const before = then(yardstick.subject, yardstick.metric, size)
  const here = figures.samples(yardstick.metric, yardstick.subject, size)
  if (before === undefined || here.length === 0) return undefined
  const scale = `${yardstick.subject === 'floor' ? "the floor's " : ''}${yardstick.metric}`
  return {
    value: value * (quantile(here, 0.5) / before),
    against: `${peer}, scaled by ${scale}`,
  }
}
