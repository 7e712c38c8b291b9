import { expect, test, vi } from 'vitest'
import { openFlights, type Sound } from './flights.ts'

/** A load that is under way until the test says what it finds. */
const manual = (sound: Sound<string> | null = null) => {
  const loads: PromiseWithResolvers<string>[] = []
  const signals: AbortSignal[] = []
  const work = {
    begin: async () => sound,
    load: (signal: AbortSignal) => {
      const load = Promise.withResolvers<string>()
      loads.push(load)
      signals.push(signal)
      return load.promise
    },
  }
  const started = (count: number) => vi.waitFor(() => expect(loads).toHaveLength(count))
  return { work, loads, signals, started }
}

test('who comes before the load begins takes what it finds, sound or not', async () => {
  const flights = openFlights()
  const { work, loads, started } = manual()
  const all = [flights.join('a', work), flights.join('a', work), flights.join('a', work)]
  await started(1)
  loads[0]?.resolve('found')
  expect(await Promise.all(all)).toEqual(['found', 'found', 'found'])
  expect(loads).toHaveLength(1)
})

test('who comes while it loads takes what is sound', async () => {
  const flights = openFlights()
  const { work, loads, started } = manual(async () => true)
  const first = flights.join('a', work)
  await started(1)
  const late = [flights.join('a', work), flights.join('a', work)]
  loads[0]?.resolve('found')
  expect(await Promise.all([first, ...late])).toEqual(['found', 'found', 'found'])
  expect(loads).toHaveLength(1)
})

test.each([
  ['that is not sound', async () => false],
  ['of which nobody knows', null],
])(
  'who comes while it loads has what was found %s made anew, once for all of them',
  async (_, sound) => {
    const flights = openFlights()
    const { work, loads, started } = manual(sound)
    const first = flights.join('a', work)
    await started(1)
    const late = [flights.join('a', work), flights.join('a', work)]
    loads[0]?.resolve('old')
    expect(await first).toBe('old')
    await started(2)
    loads[1]?.resolve('new')
    expect(await Promise.all(late)).toEqual(['new', 'new'])
    expect(loads).toHaveLength(2)
  },
)

test('an error goes to those who came before it, and the next one loads again', async () => {
  const flights = openFlights()
  const { work, loads, started } = manual(async () => true)
  const first = flights.join('a', work)
  const second = flights.join('a', work)
  await started(1)
  const late = flights.join('a', work)
  loads[0]?.reject(new Error('not there'))
  await expect(first).rejects.toThrow('not there')
  await expect(second).rejects.toThrow('not there')
  await started(2)
  loads[1]?.resolve('there')
  expect(await late).toBe('there')
})

test('one caller who goes away leaves the others their load', async () => {
  const flights = openFlights()
  const { work, loads, signals, started } = manual(async () => true)
  const leaving = new AbortController()
  const gone = flights.join('a', work, leaving.signal)
  const stays = flights.join('a', work, new AbortController().signal)
  await started(1)
  leaving.abort(new Error('gone away'))
  await expect(gone).rejects.toThrow('gone away')
  expect(signals[0]?.aborted).toBe(false)
  loads[0]?.resolve('found')
  expect(await stays).toBe('found')
})

test('a load that nobody waits for any more is told so, and nobody joins it', async () => {
  const flights = openFlights()
  const { work, loads, signals, started } = manual(async () => true)
  const leaving = new AbortController()
  const gone = [flights.join('a', work, leaving.signal), flights.join('a', work, leaving.signal)]
  await started(1)
  leaving.abort(new Error('gone away'))
  for (const one of gone) await expect(one).rejects.toThrow('gone away')
  expect(signals[0]?.aborted).toBe(true)
  const next = flights.join('a', work)
  await started(2)
  loads[1]?.resolve('found')
  expect(await next).toBe('found')
})

test('different keys load side by side', async () => {
  const flights = openFlights()
  const { work, loads, started } = manual()
  const both = [flights.join('a', work), flights.join('b', work)]
  await started(2)
  loads[0]?.resolve('a')
  loads[1]?.resolve('b')
  expect(await Promise.all(both)).toEqual(['a', 'b'])
})
