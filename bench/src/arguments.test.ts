import { expect, test } from 'vitest'
import { ArgumentError, checks, parseArguments, phases } from './arguments.ts'

test('a suite alone measures everything, for both sizes', () => {
  expect(parseArguments(['sync'])).toEqual({
    suite: 'sync',
    sizes: [10_000, 100_000],
    phases: [...phases],
    checks: [],
    tries: 1000,
    reps: 5,
    writes: 200,
    queued: 500,
    peers: false,
    out: expect.stringMatching(/\/bench\/results\/latest\.json$/),
  })
})

test('without a suite nothing is measured', () => {
  expect(parseArguments([]).suite).toBeNull()
})

test('the suite of security has rows of its own, and writes nothing unless it is asked to', () => {
  expect(parseArguments(['security'])).toMatchObject({ checks: [...checks], phases: [], out: null })
  const narrowed = parseArguments('security --rows enumeration --tries 50'.split(' '))
  expect(narrowed).toMatchObject({ checks: ['enumeration'], tries: 50 })
  expect(() => parseArguments('security --rows drain'.split(' '))).toThrow('no row "drain"')
})

test('sizes, rows and repetitions narrow a run', () => {
  const args = '--sizes 10000,1000,1000 --rows propagation,drain --reps 3 --writes 20 --queued 50'
  expect(parseArguments(['sync', ...args.split(' ')])).toMatchObject({
    sizes: [1000, 10_000],
    phases: ['propagation', 'drain'],
    reps: 3,
    writes: 20,
    queued: 50,
    out: null,
  })
})

test.each([
  [['swim'], 'there is no suite "swim"; there are sync, security'],
  [['sync', '--rows', 'speed'], 'there is no row "speed"'],
  [['sync', '--sizes', '10k'], '--sizes takes whole numbers above 0, not "10k"'],
  [['sync', '--reps', '0'], '--reps takes whole numbers above 0'],
  [['sync', '--fast'], '--fast'],
  [['sync', 'sync'], 'one suite at a time'],
])('%j is refused, saying what there is', (args, message) => {
  expect(() => parseArguments(args)).toThrow(ArgumentError)
  expect(() => parseArguments(args)).toThrow(message)
})
