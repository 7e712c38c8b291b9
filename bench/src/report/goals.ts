import { quantile, rounded, type Spread, spreadOf } from '../measure/statistics.ts'
import type { Figures, Subject } from './figures.ts'
import { broughtHere, type Reference, type Yardstick } from './reference.ts'

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
  against: string
  reference: (figures: Figures, n: number, reference: Reference) => number | undefined
}

const median = (figures: Figures, metric: string, subject: Subject, n: number) => {
  const samples = figures.samples(metric, subject, n)
  return samples.length > 0 ? quantile(samples, 0.5) : undefined
}

const sum = (...parts: (number | undefined)[]): number | undefined =>
  parts.some((part) => part === undefined)
    ? undefined
    : parts.reduce<number>((total, part) => total + (part ?? 0), 0)

const processor: Yardstick = { metric: 'json', subject: 'limit', n: GOAL_SIZE }
const floorOf = (metric: string): Yardstick => ({ metric, subject: 'floor' })

const peer = (
  name: string,
  metric: string,
  yardstick: Yardstick | null,
): Pick<Goal, 'against' | 'reference'> => ({
  against: yardstick
    ? `${name}, scaled by ${yardstick.subject === 'floor' ? `the floor's ${yardstick.metric}` : yardstick.metric}`
    : name,
  reference: (figures, n, reference) =>
    broughtHere(reference, figures, { metric, peer: name, n, yardstick }),
})

const budget = (value: number): Pick<Goal, 'against' | 'reference' | 'only' | 'most'> => ({
  against: 'a fixed figure',
  only: GOAL_SIZE,
  most: 1,
  reference: () => value,
})

/** The goals of the design, one reference each. */
export const goals: Goal[] = [
  {
    metric: 'propagation',
    name: 'floor',
    most: 2,
    against: 'the floor',
    reference: (figures, n) => median(figures, 'propagation', 'floor', n),
  },
  {
    metric: 'propagation',
    name: 'zero',
    most: 0.15,
    ...peer('zero', 'propagation', floorOf('propagation')),
  },
  {
    metric: 'propagation',
    name: 'flatness',
    most: 1.1,
    only: GOAL_SIZE,
    against: 'at 10,000',
    reference: (figures) => median(figures, 'propagation', 'holdfast', 10_000),
  },
  {
    metric: 'first-sync',
    name: 'floor',
    most: 1.5,
    against: 'the floor + inserting every row into SQLite',
    reference: (figures, n) =>
      sum(median(figures, 'first-sync', 'floor', n), median(figures, 'sqlite-insert', 'limit', n)),
  },
  {
    metric: 'first-sync',
    name: 'zero',
    most: 0.25,
    ...peer('zero', 'first-sync', floorOf('first-sync')),
  },
  {
    metric: 'web-first-sync',
    name: 'floor',
    most: 1.5,
    against: 'the floor + storing every row in IndexedDB in chunks',
    reference: (figures, n) =>
      sum(
        median(figures, 'first-sync', 'floor', n),
        median(figures, 'indexeddb-chunks', 'limit', n),
      ),
  },
  {
    metric: 'web-first-sync',
    name: 'zero',
    most: 0.25,
    ...peer('zero', 'first-sync', floorOf('first-sync')),
  },
  { metric: 'bytes-down', name: 'zero', most: 0.15, ...peer('zero', 'bytes-down', null) },
  { metric: 'bytes-down', name: 'budget', ...budget(5.7) },
  {
    metric: 'first-sync-cpu',
    name: 'zero',
    most: 0.02,
    ...peer('zero', 'first-sync-cpu', processor),
  },
  { metric: 'first-sync-cpu', name: 'budget', ...budget(120) },
  { metric: 'write-cpu', name: 'zero', most: 0.1, ...peer('zero', 'write-cpu', processor) },
  { metric: 'write-cpu', name: 'budget', ...budget(3) },
  { metric: 'local-write', name: 'zero', most: 0.5, ...peer('zero', 'local-write', processor) },
  {
    metric: 'web-local-write',
    name: 'transaction',
    most: 1.3,
    against: 'one strict IndexedDB transaction',
    reference: (figures, n) => median(figures, 'indexeddb-strict', 'limit', n),
  },
  {
    metric: 'web-drawn',
    name: 'frame',
    most: 1,
    against: 'one frame',
    reference: () => 1000 / 60,
  },
  {
    metric: 'drain',
    name: 'triplit',
    most: 0.15,
    ...peer('triplit', 'drain-unwoken', processor),
  },
  { metric: 'drain', name: 'budget', ...budget(150) },
  { metric: 'server-memory', name: 'zero', most: 0.2, ...peer('zero', 'server-memory', null) },
  { metric: 'client-memory', name: 'zero', most: 0.7, ...peer('zero', 'client-memory', null) },
  { metric: 'client-memory', name: 'budget', ...budget(190) },
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
      .flatMap((goal) => heldAgainst(alone, goal, goal.reference(figures, n, reference)))
    return held.length > 0 ? held : [alone]
  })

const heldAgainst = (row: Row, goal: Goal, reference: number | undefined): Row[] => {
  if (reference === undefined || reference === 0) return []
  const ratio = row.value / reference
  return [
    {
      ...row,
      id: `${row.id}/${goal.name}`,
      reference: rounded(reference),
      against: goal.against,
      ratio: rounded(ratio),
      goal: goal.most,
      met: ratio <= goal.most,
    },
  ]
}
