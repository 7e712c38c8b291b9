import { expect, test } from 'vitest'
import { Figures } from './figures.ts'
import { GOAL_SIZE, goals, rowsOf } from './goals.ts'
import { readReference } from './reference.ts'

const reference = readReference()
const n = GOAL_SIZE

const measured = (...samples: [metric: string, subject: string, value: number][]): Figures => {
  const figures = new Figures()
  for (const [metric, subject, value] of samples) figures.add(metric, subject as 'floor', n, value)
  return figures
}

const row = (figures: Figures, id: string) =>
  rowsOf(figures, reference).find((one) => one.id === id)

test('a ratio to what was measured beside it decides', () => {
  const figures = measured(['propagation', 'holdfast', 6], ['propagation', 'floor', 3])
  expect(row(figures, 'propagation@100000/floor')).toMatchObject({
    value: 6,
    reference: 3,
    ratio: 2,
    goal: 2,
    met: true,
  })
  figures.add('propagation', 'holdfast', n, 9)
  figures.add('propagation', 'holdfast', n, 9)
  expect(row(figures, 'propagation@100000/floor')).toMatchObject({ ratio: 3, met: false })
})

test('a peer of another run is brought here by what both runs measured', () => {
  const then = reference.figures.find(
    (figure) => figure.subject === 'floor' && figure.metric === 'propagation' && figure.n === n,
  )?.value
  const figures = measured(
    ['propagation', 'holdfast', 14],
    ['propagation', 'floor', 2 * (then ?? 0)],
  )
  expect(row(figures, 'propagation@100000/zero')).toMatchObject({ reference: 94.6, ratio: 0.148 })
})

test('what was not measured is held against nothing', () => {
  const figures = measured(['propagation', 'holdfast', 6])
  expect(rowsOf(figures, reference)).toMatchObject([
    { id: 'propagation@100000', goal: null, met: null },
  ])
})

test('a lost or doubled write is a failure whatever the rest is', () => {
  const figures = measured(['lost', 'holdfast', 0], ['doubled', 'holdfast', 1])
  expect(row(figures, 'lost@100000')).toMatchObject({ met: true })
  expect(row(figures, 'doubled@100000')).toMatchObject({ met: false })
})

test('flatness holds the large against the small', () => {
  const figures = measured(['propagation', 'holdfast', 6])
  figures.add('propagation', 'holdfast', 10_000, 5)
  expect(row(figures, 'propagation@100000/flatness')).toMatchObject({ ratio: 1.2, met: false })
})

test('processor time is told as a mean: its samples are multiples of ten', () => {
  const figures = measured(['write-cpu', 'holdfast', 2], ['write-cpu', 'holdfast', 3])
  expect(row(figures, 'write-cpu@100000/budget')).toMatchObject({ value: 2.5, met: true })
})

test('each goal has an id of its own', () => {
  const ids = goals.map(({ metric, name }) => `${metric}/${name}`)
  expect(new Set(ids).size).toBe(ids.length)
})
