import { expect, test } from 'vitest'
import { compared, type Place, percentile, type Statistics, show } from './statistics.ts'

const none = { todo: 0, in_progress: 0, in_review: 0, completed: 0, cancelled: 0 }
const zeros = (length: number) => Array.from({ length }, () => 0)

const place = (projectId: string | null, over: Partial<Place> = {}): Place =>
  ({
    projectId,
    name: projectId,
    status: projectId ? 'active' : null,
    tasks: none,
    overdue: 0,
    dueThisWeek: 0,
    dueThisWeekUrgent: 0,
    created: zeros(26),
    completed: [...zeros(25), 2],
    cancelled: zeros(26),
    overdueByDay: [...zeros(29), 3],
    weeksLeft: null,
    ...over,
  }) as Place

const weeks = Array.from({ length: 26 }, (_, n) => `2026-${String(n + 1).padStart(2, '0')}`)
const statistics = {
  weeks,
  days: zeros(30).map(String),
  places: [place(null), place('a'), place('b'), place('old', { status: 'archived' })],
  cycles: [
    { projectId: 'a', at: '2026-26x', seconds: 86_400 },
    { projectId: null, at: '2026-26x', seconds: 172_800 },
    { projectId: 'a', at: '2026-02', seconds: 60 },
  ],
} as unknown as Statistics

test('all places are summed, but for archived projects', () => {
  const shown = show(statistics, 'all', '12')
  expect(shown.places.map(({ projectId }) => projectId)).toEqual([null, 'a', 'b'])
  expect(shown.weeks).toEqual(weeks.slice(-12))
  expect(shown.completed).toEqual([...zeros(11), 6])
  expect(shown.overdueByDay.at(-1)).toBe(9)
  expect(shown.cycles.map(({ days }) => days)).toEqual([1, 2])
})

test('one project, or what is in none, is shown alone', () => {
  expect(show(statistics, 'a', '26').cycles).toHaveLength(2)
  expect(show(statistics, 'none', '4')).toMatchObject({
    completed: [0, 0, 0, 2],
    cycles: [{ days: 2 }],
  })
})

test('a percentile is a value that is there', () => {
  expect(percentile([], 0.5)).toBeNull()
  expect(percentile([5], 0.85)).toBe(5)
  expect(percentile([4, 1, 3, 2], 0.5)).toBe(2)
  expect(percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.85)).toBe(9)
})

test('two numbers are compared in words', () => {
  expect([compared(3, 3), compared(5, 2), compared(1, 2)]).toEqual([
    'as many as',
    '3 more than',
    '1 fewer than',
  ])
})
