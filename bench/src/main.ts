// `npm run bench -- sync …` or `security …`: measures, shows how far it is, prints a table, may write JSON.
import { ArgumentError, checks, parseArguments, phases, suites } from './arguments.ts'
import { runSecurity } from './suites/security.ts'
import { runSync } from './suites/sync.ts'

const usage = `Suites: ${suites.join(', ')}

  npm run bench -- sync [--sizes 10000,100000] [--rows ${phases.join(',')}]
                        [--reps 5] [--writes 200] [--queued 500] [--peers] [--out file.json]
  npm run bench -- security [--rows ${checks.join(',')}] [--tries 1000] [--out file.json]

How to read it: bench/README.md`

const run = async (): Promise<void> => {
  const asked = parseArguments(process.argv.slice(2))
  if (asked.suite === null) console.log(usage)
  else if (asked.suite === 'security') await runSecurity(asked)
  else await runSync(asked)
}

try {
  await run()
} catch (error) {
  if (!(error instanceof ArgumentError)) throw error
  console.error(`${error.message}\n\n${usage}`)
  process.exitCode = 1
}
