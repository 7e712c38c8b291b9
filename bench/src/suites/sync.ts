import type { BenchArguments, Phase } from '../arguments.ts'
import { openFloor } from '../floor/floor-side.ts'
import { measureLimits } from '../limits/measure-limits.ts'
import { thisMachine, watchLoad } from '../measure/machine.ts'
import { cpuWithEndedMs } from '../measure/process-tree.ts'
import { installedPeers, openPeer } from '../peers.ts'
import { openProductWorld, type ProductWorld } from '../product/product-world.ts'
import { Figures } from '../report/figures.ts'
import { rowsOf } from '../report/goals.ts'
import { readReference } from '../report/reference.ts'
import { say, tellResults } from '../report/results.ts'
import { coldStart } from '../rows/cold-start.ts'
import { drain } from '../rows/drain.ts'
import { firstSync } from '../rows/first-sync.ts'
import { memory } from '../rows/memory.ts'
import { Pairs } from '../rows/pairs.ts'
import { propagation } from '../rows/propagation.ts'
import type { Run } from '../rows/run.ts'
import { search } from '../rows/search.ts'
import { web } from '../rows/web.ts'
import { writeCpu } from '../rows/write-cpu.ts'
import type { Side } from '../side.ts'
import { buildPage } from '../web/build-page.ts'

const measures: Record<Phase, (run: Run) => Promise<void>> = {
  limits: measureLimits,
  'first-sync': firstSync,
  propagation,
  'write-cpu': writeCpu,
  drain,
  memory,
  'cold-start': coldStart,
  web,
  search,
}

/** The others want the machine to themselves. */
const ofPairs: ReadonlySet<Phase> = new Set(['propagation', 'write-cpu', 'drain'])

/** Measures what was asked, prints the table, and writes the results where that was asked too. */
export const runSync = async (asked: BenchArguments): Promise<void> => {
  const machine = thisMachine()
  const load = watchLoad()
  const figures = new Figures()
  {
    await using stack = new AsyncDisposableStack()
    const { sides, worlds } = await openSides(asked, stack)
    const pairs = stack.use(new Pairs(sides))
    for (const [i, phase] of asked.phases.entries()) {
      say(`${i + 1} of ${asked.phases.length}: ${phase}`)
      if (!ofPairs.has(phase)) await pairs.close()
      await measures[phase]({ asked, sides, worlds, pairs, figures })
    }
  }
  const rows = rowsOf(figures, readReference())
  const results = { machine, load: load.end(cpuWithEndedMs(process.pid)), rows }
  await tellResults(results, asked.out)
}

const openSides = async (
  asked: BenchArguments,
  stack: AsyncDisposableStack,
): Promise<Pick<Run, 'sides' | 'worlds'>> => {
  const page = asked.phases.includes('web') ? await buildPage() : undefined
  const sides: Side[] = []
  const worlds: ProductWorld[] = []
  // Search has a server of its own.
  const needed = asked.phases.some((phase) => phase !== 'search')
  for (const n of needed ? asked.sizes : []) {
    say(`${n} tasks: starting a server and filling its database`)
    const world = stack.use(await openProductWorld(n, { webFolder: page }))
    worlds.push(world)
    sides.push(world, stack.use(await openFloor(world)))
    for (const peer of asked.peers ? installedPeers() : []) {
      say(`${n} tasks: starting ${peer}`)
      sides.push(stack.use(await openPeer(peer, world)))
    }
  }
  return { sides, worlds }
}
