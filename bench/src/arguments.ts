import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** What can be measured; each name stands for one phase with one or more figures. */
export const phases = [
  'limits',
  'first-sync',
  'propagation',
  'write-cpu',
  'drain',
  'memory',
  'cold-start',
  'web',
  'search',
] as const
export type Phase = (typeof phases)[number]

/** What of accounts and security is stated in time. */
export const checks = ['bad-inputs', 'large-inputs', 'enumeration'] as const
export type Check = (typeof checks)[number]

export const suites = ['sync', 'security'] as const

export interface BenchArguments {
  /** null: only list what there is. */
  suite: (typeof suites)[number] | null
  /** How many tasks, ascending. */
  sizes: number[]
  phases: Phase[]
  /** Of the suite `security`. */
  checks: Check[]
  /** How often each of the two kinds of address is asked about. */
  tries: number
  /** First syncs of each size; the others follow from it. */
  reps: number
  /** Writes whose way is timed. */
  writes: number
  /** Writes that are queued offline. */
  queued: number
  peers: boolean
  /** Where the results are written; null: nowhere. A whole run has a place of its own. */
  out: string | null
}

/** What was asked cannot be measured; the message says what can. */
export class ArgumentError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ArgumentError'
  }
}

const WHOLE_OUT = fileURLToPath(new URL('../results/latest.json', import.meta.url))

const options = {
  sizes: { type: 'string', default: '10000,100000' },
  rows: { type: 'string' },
  tries: { type: 'string', default: '1000' },
  reps: { type: 'string', default: '5' },
  writes: { type: 'string', default: '200' },
  queued: { type: 'string', default: '500' },
  peers: { type: 'boolean', default: false },
  out: { type: 'string' },
} as const

const count = (name: string, text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new ArgumentError(`--${name} takes whole numbers above 0, not "${text}"`)
  return value
}

const oneOf = <T extends string>(what: string, known: readonly T[], text: string): T => {
  const found = known.find((name) => name === text)
  if (!found)
    throw new ArgumentError(`there is no ${what} "${text}"; there are ${known.join(', ')}`)
  return found
}

/** @throws ArgumentError */
export const parseArguments = (args: readonly string[]): BenchArguments => {
  const { values, positionals } = read(args)
  const [suite, ...rest] = positionals
  if (rest.length > 0) throw new ArgumentError('one suite at a time')
  const isSecurity = suite === 'security'
  const isWhole = values.sizes === options.sizes.default && values.rows === undefined
  const rows = values.rows?.split(',') ?? (isSecurity ? checks : phases)
  const sizes = values.sizes.split(',').map((text) => count('sizes', text))
  return {
    suite: suite === undefined ? null : oneOf('suite', suites, suite),
    sizes: [...new Set(sizes)].sort((a, b) => a - b),
    phases: isSecurity ? [] : rows.map((text) => oneOf('row', phases, text)),
    checks: isSecurity ? rows.map((text) => oneOf('row', checks, text)) : [],
    tries: count('tries', values.tries),
    reps: count('reps', values.reps),
    writes: count('writes', values.writes),
    queued: count('queued', values.queued),
    peers: values.peers,
    out: values.out ?? (isWhole && !isSecurity ? WHOLE_OUT : null),
  }
}

const read = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error))
  }
}
