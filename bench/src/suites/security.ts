import type { BenchArguments, Check } from '../arguments.ts'
import { thisMachine, watchLoad } from '../measure/machine.ts'
import { cpuWithEndedMs } from '../measure/process-tree.ts'
import { say, tellResults } from '../report/results.ts'
import { type AskedServer, openAskedServer } from '../security/asked-server.ts'
import { badInputs, largeInputs } from '../security/bad-inputs.ts'
import { enumeration } from '../security/enumeration.ts'
import { type Found, rowOf } from '../security/found.ts'

/** How often each of what is too much is sent. */
const LARGE_REPS = 20

const measures: Record<Check, (server: AskedServer, tries: number) => Promise<Found[]>> = {
  'bad-inputs': badInputs,
  'large-inputs': (server) => largeInputs(server, LARGE_REPS),
  enumeration,
}

/** Measures what is stated of accounts and security in time. Fails where a goal is missed. */
export const runSecurity = async ({ checks, tries, out }: BenchArguments): Promise<void> => {
  const machine = thisMachine()
  const load = watchLoad()
  const found: Found[] = []
  {
    await using server = await openAskedServer()
    for (const [i, check] of checks.entries()) {
      say(`${i + 1} of ${checks.length}: ${check}`)
      found.push(...(await measures[check](server, tries)))
    }
  }
  const rows = found.map(rowOf)
  await tellResults({ machine, load: load.end(cpuWithEndedMs(process.pid)), rows }, out)
  if (rows.some(({ met }) => met === false)) process.exitCode = 1
}
