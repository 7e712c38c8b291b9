// The simulation by hand: `npm run sim -- --seeds 10000`. docs/simulation.md says how to read it.
import { parseArgs } from 'node:util'
import { ownCluster } from './own-cluster.ts'
import { type Plan, planOf, type RecordKind } from './plan.ts'
import { PostgresAuthority } from './postgres-authority.ts'
import { readRegression, writeRegression } from './regressions.ts'
import { shrink } from './shrink.ts'
import { type Outcome, type RunOptions, run } from './simulation.ts'

const PROGRESS_EVERY = 1_000
const MOST_FAILURES = 5
const LAST_LINES = 80

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '300' },
    first: { type: 'string', default: '1' },
    clients: { type: 'string', default: '5' },
    ops: { type: 'string', default: '200' },
    record: { type: 'string', default: 'model' },
    replay: { type: 'string' },
  },
})

const recordKind = (): RecordKind => {
  if (values.record === 'model' || values.record === 'postgres') return values.record
  throw new Error('--record is model or postgres')
}

const explain = (plan: Plan, { failure, lines }: Outcome): void => {
  for (const { nth, wait, what, home } of plan.steps)
    console.log(`  step ${nth}: after ${wait} ms, ${what} at home${home}`)
  console.log('\nWhat happened last, one event a line:')
  for (const line of lines.slice(-LAST_LINES)) console.log(`  ${line.slice(0, 400)}`)
  console.log(`\n${failure?.stack ?? 'No promise was broken.'}`)
}

/** What a run on this record needs; the cluster outlives it. */
const partsFor = async (
  record: RecordKind,
  resources: AsyncDisposableStack,
): Promise<RunOptions> => {
  if (record === 'model') return {}
  const cluster = resources.use(await ownCluster())
  return { openAuthority: (time, rows) => PostgresAuthority.open(cluster, time, rows) }
}

const replay = async (file: string): Promise<void> => {
  await using resources = new AsyncDisposableStack()
  const { plan } = readRegression(file)
  const parts = await partsFor(plan.record, resources)
  const outcome = await run(plan, { ...parts, keepsLines: true })
  explain(plan, outcome)
  if (outcome.failure) process.exitCode = 1
}

const report = async (plan: Plan, what: string, options: RunOptions): Promise<void> => {
  console.log(`\nSeed ${plan.seed} broke a promise: ${what}. Making it smaller …`)
  const smallest = await shrink(plan, what, options)
  const outcome = await run(smallest, { ...options, keepsLines: true })
  explain(smallest, outcome)
  const { message = '' } = outcome.failure ?? {}
  console.log(`\nKept in ${writeRegression({ what, message, plan: smallest })}`)
}

const simulate = async (): Promise<void> => {
  await using resources = new AsyncDisposableStack()
  const parts = await partsFor(recordKind(), resources)
  const [first, seeds] = [Number(values.first), Number(values.seeds)]
  const started = performance.now()
  const total: Record<string, number> = {}
  const failed: number[] = []
  let told = started
  for (let i = 0; i < seeds && failed.length < MOST_FAILURES; i++) {
    const seed = first + i
    const [clients, ops] = [Number(values.clients), Number(values.ops)]
    const plan = planOf({ seed, clients, ops, record: recordKind() })
    const { counts, failure } = await run(plan, parts)
    for (const [what, n] of Object.entries(counts)) total[what] = (total[what] ?? 0) + n
    if (failure) {
      failed.push(seed)
      await report(plan, failure.what, parts)
    }
    const now = performance.now()
    if (now - told < PROGRESS_EVERY && i < seeds - 1) continue
    told = now
    const rate = (((i + 1) * 1000) / (now - started)).toFixed(1)
    console.log(`${i + 1} of ${seeds} seeds, ${rate} a second, ${failed.length} failed`)
  }
  console.log('\nWhat happened:')
  for (const [what, n] of Object.entries(total).sort())
    console.log(`${String(n).padStart(10)}  ${what}`)
  if (failed.length > 0) process.exitCode = 1
}

if (values.replay) await replay(values.replay)
else await simulate()
