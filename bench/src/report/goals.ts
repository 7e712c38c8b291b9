import { quantile, rounded, type Spread, spreadOf } from '../measure/statistics.ts'
import type { SideName } from '../side.ts'
import type { Figures, Subject } from './figures.ts'
import { broughtHere, type Held, type Reference, type Yardstick } from './reference.ts'

/** The size that the goals are set for. */
export const GOAL_SIZE = 100_000

/** One line of the results. */
export interface Row {
  id: string
  value: number
  unit: string
  /** What `value` is held against; null where it is only told. */
  reference: number | null
  /** What that is, in words. */
  against: string | null
  ratio: number | null
  /** The most that `ratio` may be. */
  goal: number | null
  met: boolean | null
  /** How the samples spread; `value` is one of their quantiles, or their mean. */
  noise: Spread
}

type Statistic = 'p50' | 'p95' | 'mean' | 'max'

/** How a metric is told. */
interface Telling {
  unit: string
  statistic: Statistic
}

// Of processor time each sample is a multiple of ten milliseconds: only the mean is finer.
const tellings: Record<string, Telling> = {
  propagation: { unit: 'ms', statistic: 'p50' },
  'first-sync': { unit: 'ms', statistic: 'p50' },
  'first-page': { unit: 'ms', statistic: 'p50' },
  'bytes-down': { unit: 'MB', statistic: 'p50' },
  'first-sync-cpu': { unit: 'ms', statistic: 'mean' },
  'first-sync-database-cpu': { unit: 'ms', statistic: 'mean' },
  'write-cpu': { unit: 'ms', statistic: 'mean' },
  'write-database-cpu': { unit: 'ms', statistic: 'mean' },
  'write-client-cpu': { unit: 'ms', statistic: 'mean' },
  'write-reader-cpu': { unit: 'ms', statistic: 'mean' },
  lost: { unit: 'writes', statistic: 'max' },
  doubled: { unit: 'writes', statistic: 'max' },
  'client-memory': { unit: 'MiB', statistic: 'p50' },
  'server-memory': { unit: 'MiB', statistic: 'p50' },
  'database-memory': { unit: 'MiB', statistic: 'p50' },
  'web-drawn': { unit: 'ms', statistic: 'p95' },
  'web-search': { unit: 'ms', statistic: 'p95' },
}
const ordinary: Telling = { unit: 'ms', statistic: 'p50' }

const tellingOf = (metric: string): Telling => tellings[metric] ?? ordinary

const told = (samples: readonly number[], statistic: Statistic): number => {
  if (statistic === 'mean') return samples.reduce((sum, one) => sum + one, 0) / samples.length
  return quantile(samples, { p50: 0.5, p95: 0.95, max: 1 }[statistic])
}

/** What a metric of ours is held against. */
interface Goal {
  metric: string
  /** Appended to the row's id. */
  name: string
  most: number
  /** Only this size; else every size for which there is a reference. */
  only?: number
  held: (figures: Figures, n: number, reference: Reference) => Held | undefined
}

/** The medians of what was measured beside it, added up. */
const beside = (
  against: string,
  ...parts: readonly { metric: string; subject: Subject; n?: number }[]
): Goal['held'] => {
  return (figures, n) => {
    const all = parts.map((part) => figures.samples(part.metric, part.subject, part.n ?? n))
    if (all.some((samples) => samples.length === 0)) return undefined
    return { against, value: all.reduce((sum, samples) => sum + quantile(samples, 0.5), 0) }
  }
}

const peer = (name: SideName, metric: string, yardstick: Yardstick | null): Goal['held'] => {
  return (figures, n, reference) =>
    broughtHere(reference, figures, { metric, peer: name, n, yardstick })
}

const processor: Yardstick = { metric: 'json', subject: 'limit', n: GOAL_SIZE }
const floor = (metric: string) => ({ metric, subject: 'floor' }) as const
const limit = (metric: string) => ({ metric, subject: 'limit' }) as const

const budget = (metric: string, value: number): Goal => ({
  metric,
  name: 'budget',
  only: GOAL_SIZE,
  most: 1,
  held: () => ({ value, against: 'a fixed figure' }),
})

/** The goals of the design, one reference each. */
export const goals: readonly Goal[] = [
  {
    metric: 'propagation',
    name: 'floor',
    most: 2,
    held: beside('the floor', floor('propagation')),
  },
  {
    metric: 'propagation',
    name: 'zero',
    most: 0.15,
    held: peer('zero', 'propagation', floor('propagation')),
  },
  {
    metric: 'propagation',
    name: 'flatness',
    most: 1.1,
    only: GOAL_SIZE,
    held: beside('at 10,000', { metric: 'propagation', subject: 'holdfast', n: 10_000 }),
  },
  {
    metric: 'first-sync',
    name: 'floor',
    most: 1.5,
    held: beside(
      'the floor + inserting every row into SQLite',
      floor('first-sync'),
      limit('sqlite-insert'),
    ),
  },
  {
    metric: 'first-sync',
    name: 'zero',
    most: 0.25,
    held: peer('zero', 'first-sync', floor('first-sync')),
  },
  {
    metric: 'web-first-sync',
    name: 'floor',
    most: 1.5,
    held: beside(
      'the floor + storing every row in IndexedDB in chunks',
      floor('first-sync'),
      limit('indexeddb-chunks'),
    ),
  },
  {
    metric: 'web-first-sync',
    name: 'zero',
    most: 0.25,
    held: peer('zero', 'first-sync', floor('first-sync')),
  },
  { metric: 'bytes-down', name: 'zero', most: 0.15, held: peer('zero', 'bytes-down', null) },
  budget('bytes-down', 5.7),
  {
    metric: 'first-sync-cpu',
    name: 'zero',
    most: 0.02,
    held: peer('zero', 'first-sync-cpu', processor),
  },
  budget('first-sync-cpu', 120),
  { metric: 'write-cpu', name: 'zero', most: 0.1, held: peer('zero', 'write-cpu', processor) },
  budget('write-cpu', 3),
  { metric: 'local-write', name: 'zero', most: 0.5, held: peer('zero', 'local-write', processor) },
  {
    metric: 'web-local-write',
    name: 'transaction',
    most: 1.3,
    held: beside('one strict IndexedDB transaction', limit('indexeddb-strict')),
  },
  {
    metric: 'web-drawn',
    name: 'frame',
    most: 1,
    held: () => ({ value: 1000 / 60, against: 'one frame' }),
  },
  {
    metric: 'web-search',
    name: 'frame',
    most: 1,
    held: () => ({ value: 1000 / 60, against: 'one frame' }),
  },
  {
    metric: 'web-start-first-page',
    name: 'read',
    most: 1,
    held: beside('reading the open tasks from IndexedDB', limit('indexeddb-read-open')),
  },
  {
    metric: 'web-start',
    name: 'read',
    most: 4,
    held: beside('reading the open tasks from IndexedDB', limit('indexeddb-read-open')),
  },
  {
    metric: 'drain',
    name: 'triplit',
    most: 0.15,
    held: peer('triplit', 'drain-unwoken', processor),
  },
  budget('drain', 150),
  { metric: 'server-memory', name: 'zero', most: 0.2, held: peer('zero', 'server-memory', null) },
  { metric: 'client-memory', name: 'zero', most: 0.7, held: peer('zero', 'client-memory', null) },
  budget('client-memory', 190),
]

/** Counts that may not happen at all. */
const never = new Set(['lost', 'doubled'])

/** Every figure as rows: ours once for each goal, or alone where there is none; then all others. */
export const rowsOf = (figures: Figures, reference: Reference): Row[] =>
  figures.list().flatMap(({ metric, subject, n, samples }) => {
    const telling = tellingOf(metric)
    const value = rounded(told(samples, telling.statistic))
    const alone: Row = {
      id: subject === 'holdfast' ? `${metric}@${n}` : `${subject}.${metric}@${n}`,
      value,
      unit: telling.unit,
      reference: null,
      against: null,
      ratio: null,
      goal: null,
      met: null,
      noise: spreadOf(samples),
    }
    if (subject !== 'holdfast') return [alone]
    if (never.has(metric))
      return [{ ...alone, reference: 0, against: 'none', goal: 0, met: value === 0 }]
    const held = goals
      .filter((goal) => goal.metric === metric && (goal.only ?? n) === n)
      .flatMap((goal) => heldAgainst(alone, goal, goal.held(figures, n, reference)))
    return held.length > 0 ? held : [alone]
  })

const heldAgainst = (row: Row, goal: Goal, held: Held | undefined): Row[] => {
  if (!held || held.value === 0) return []
  const ratio = row.value / held.value
  return [
    {
      ...row,
      id: `${row.id}/${goal.name}`,
      reference: rounded(held.value),
      against: held.against,
      // Three digits: some goals are a fiftieth.
      ratio: Number(ratio.toPrecision(3)),
      goal: goal.most,
      met: ratio <= goal.most,
    },
  ]
}
