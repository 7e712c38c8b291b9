import type { AppRouter } from '@holdfast/client'
import type { inferRouterOutputs } from '@trpc/server'

export type Statistics = inferRouterOutputs<AppRouter>['stats']['dashboard']
export type Place = Statistics['places'][number]

/** Which places are looked at: every one, one project, or what lies outside of any. */
export type Scope = 'all' | 'none' | (string & {})

/** How many weeks are looked at. */
export const spans = ['4', '12', '26'] as const
export type Span = (typeof spans)[number]

/** What the screen shows of the statistics. */
export interface Shown {
  places: readonly Place[]
  weeks: readonly string[]
  created: readonly number[]
  completed: readonly number[]
  days: readonly string[]
  overdueByDay: readonly number[]
  cycles: readonly { at: string; days: number }[]
}

const DAY_S = 24 * 60 * 60

const isIn = (scope: Scope, projectId: string | null): boolean =>
  scope === 'all' || (scope === 'none' ? projectId === null : projectId === scope)

/** Sums lists of numbers place by place. */
const sums = (lists: readonly (readonly number[])[], length: number): number[] =>
  Array.from({ length }, (_, place) => lists.reduce((sum, list) => sum + (list[place] ?? 0), 0))

export const openIn = ({ tasks }: Pick<Place, 'tasks'>): number =>
  tasks.todo + tasks.in_progress + tasks.in_review

/** Of tasks that were not cancelled. */
export const allIn = (place: Pick<Place, 'tasks'>): number => openIn(place) + place.tasks.completed

/** Narrows to a scope and to the last weeks of it. Archived projects are left out. */
export const show = (statistics: Statistics, scope: Scope, span: Span): Shown => {
  const { weeks, days, cycles } = statistics
  const places = statistics.places.filter(
    ({ projectId, status }) => status !== 'archived' && isIn(scope, projectId),
  )
  const count = Math.min(Number(span), weeks.length)
  const since = weeks.at(-count) ?? ''
  const ids = new Set(places.map(({ projectId }) => projectId))
  return {
    places,
    weeks: weeks.slice(-count),
    created: sums(
      places.map(({ created }) => created.slice(-count)),
      count,
    ),
    completed: sums(
      places.map(({ completed }) => completed.slice(-count)),
      count,
    ),
    days,
    overdueByDay: sums(
      places.map(({ overdueByDay }) => overdueByDay),
      days.length,
    ),
    cycles: cycles
      .filter(({ projectId, at }) => ids.has(projectId) && at >= since)
      .map(({ at, seconds }) => ({ at, days: seconds / DAY_S })),
  }
}

/** The least of these that at least such a share of them does not exceed; null of none. */
export const percentile = (values: readonly number[], share: number): number | null => {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}

/** `3 more than`, `as many as`, `1 fewer than`. */
export const compared = (now: number, then: number): string => {
  if (now === then) return 'as many as'
  return now > then ? `${now - then} more than` : `${then - now} fewer than`
}
