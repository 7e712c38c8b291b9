import { seededBy } from './chance.ts'

/**
 * One decision of a simulation: what happens, `wait` milliseconds after the one before, where, and
 * with which chance. `nth` stays with it when others are left out, so that what it makes keeps its
 * names.
 */
export interface Step {
  nth: number
  wait: number
  what: What
  /** A computer, and one of its tabs, counted round. */
  home: number
  tab: number
  /** Below 2 ** 30. */
  chance: number
}

export type StoreKind = 'memory' | 'sqlite' | 'indexeddb'
export type RecordKind = 'model' | 'postgres'

/** All that a run is made of: the same plan gives the same run. */
export interface Plan {
  seed: number
  record: RecordKind
  /** One computer each. */
  stores: StoreKind[]
  steps: Step[]
}

/** How often each happens beside the others. */
const weights = {
  deed: 110,
  open: 8,
  close: 2,
  kill: 4,
  freeze: 4,
  wake: 4,
  cut: 6,
  heal: 10,
  lossy: 5,
  drop: 5,
  'server-crash': 4,
  membership: 8,
  fold: 8,
  'sync-now': 4,
  skew: 3,
  refuse: 3,
  unreport: 3,
  crash: 5,
  retry: 4,
  discard: 4,
  'back-up': 3,
  restore: 2,
  keep: 4,
  'roll-back': 2,
  clone: 2,
  pause: 4,
  wreck: 3,
} as const

export type What = keyof typeof weights

const urn = Object.entries(weights).flatMap(([what, weight]) =>
  Array.from({ length: weight }, () => what as What),
)

/** Mostly a moment, at times long enough for every timer to run out. */
const WAITS = [0, 1, 5, 20, 50, 100, 200, 400, 800, 2_000]
const PAUSES = [3_000, 6_000, 12_000, 45_000]

interface PlanOptions {
  seed: number
  clients: number
  ops: number
  record: RecordKind
}

/** What a seed stands for. */
export const planOf = ({ seed, clients, ops, record }: PlanOptions): Plan => {
  const chance = seededBy('plan', seed)
  const stores = Array.from({ length: clients }, (_, i): StoreKind => {
    if (i === 1 && seed % 3 === 0) return 'sqlite'
    return i === 2 && seed % 6 === 1 ? 'indexeddb' : 'memory'
  })
  const steps = Array.from({ length: ops }, (_, nth): Step => {
    const what = chance.pick(urn)
    return {
      nth,
      what,
      wait: chance.pick(what === 'pause' ? PAUSES : WAITS),
      home: chance.below(clients),
      tab: chance.below(6),
      chance: chance.below(2 ** 30),
    }
  })
  return { seed, record, stores, steps }
}
