// Everything that is checked without running the program. Each step shows its own output; the last
// lines say which steps failed. `--report <file>` also writes the outcome as JSON.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const steps = [
  { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings'] },
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'boundaries', command: ['node', 'tooling/src/boundaries/main.ts'] },
  { name: 'unused code', command: ['knip'] },
]

const { values } = parseArgs({ options: { report: { type: 'string' } } })

const outcomes = steps.map(({ name, command: [program = '', ...args] }) => {
  console.log(`\n> ${name}: ${program} ${args.join(' ')}`)
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' })
  if (error) console.error(error.message)
  return { name, passed: status === 0 }
})

console.log('')
for (const { name, passed } of outcomes) console.log(`${passed ? 'ok    ' : 'FAILED'} ${name}`)
if (values.report) writeFileSync(values.report, JSON.stringify(outcomes))
if (outcomes.some(({ passed }) => !passed)) process.exitCode = 1
