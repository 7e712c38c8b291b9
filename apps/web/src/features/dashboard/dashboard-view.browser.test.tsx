import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { project, projectId } from '../../testing/seed.ts'
import { closeApp, showApp } from '../../testing/show-app.tsx'
import { queryClient } from '../../wiring/api.ts'
import type { Place, Statistics } from './statistics.ts'

const none = { todo: 0, in_progress: 0, in_review: 0, completed: 0, cancelled: 0 }
const zeros = (length: number) => Array.from({ length }, () => 0)
const daysBefore = (length: number, every: number) =>
  Array.from({ length }, (_, n) =>
    new Date(Date.UTC(2026, 10, 23) - (length - 1 - n) * every * 86_400_000)
      .toISOString()
      .slice(0, 10),
  )

const place = (over: Partial<Place> = {}): Place => ({
  projectId: null,
  name: null,
  status: null,
  tasks: none,
  overdue: 0,
  dueThisWeek: 0,
  dueThisWeekUrgent: 0,
  created: zeros(26),
  completed: zeros(26),
  cancelled: zeros(26),
  overdueByDay: zeros(30),
  weeksLeft: 0,
  ...over,
})

const garden = place({
  projectId: projectId(1),
  name: 'Garden',
  status: 'active',
  tasks: { ...none, todo: 3, completed: 7 },
  completed: [...zeros(24), 5, 2],
  overdueByDay: [...zeros(22), 2, ...zeros(6), 3],
  overdue: 3,
  weeksLeft: 2,
})

const told = (places: Place[]): Statistics =>
  ({
    at: '2026-11-23T10:00:00.000Z',
    today: '2026-11-23',
    weeks: daysBefore(26, 7),
    days: daysBefore(30, 1),
    places,
    cycles: [{ projectId: projectId(1), at: '2026-11-20T10:00:00.000Z', seconds: 86_400 }],
    mine: { tasks: none, overdue: 0, dueThisWeek: 0, dueThisWeekUrgent: 0 },
  }) as unknown as Statistics

/** Answers each procedure of a batch by itself: other parts of the page ask in the same one. */
const answering = (statistics: Statistics) =>
  vi.spyOn(window, 'fetch').mockImplementation(async (request) => {
    const { pathname } = new URL(request instanceof Request ? request.url : request, location.href)
    const data = (pathname.split('/').at(-1) ?? '')
      .split(',')
      .map((procedure) =>
        procedure === 'stats.dashboard'
          ? { result: { data: statistics } }
          : { error: { message: 'not here', code: -32_004, data: { code: 'NOT_FOUND' } } },
      )
    return new Response(JSON.stringify(data), { headers: { 'content-type': 'application/json' } })
  })

const silent = () => vi.spyOn(window, 'fetch').mockRejectedValue(new TypeError('no network'))

beforeEach(() => {
  queryClient.clear()
  return page.viewport(1440, 900)
})
afterEach(() => {
  closeApp()
  vi.restoreAllMocks()
})

it('says that the server does not answer, and asks again', async () => {
  silent()
  await showApp([], '/dashboard')
  await expect.element(page.getByText(/^The server keeps these numbers/)).toBeVisible()
  answering(told([place(), garden]))
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.element(page.getByRole('heading', { name: 'Throughput' })).toBeVisible()
})

it('keeps the last numbers when the server goes away', async () => {
  answering(told([place(), garden]))
  await showApp([], '/dashboard')
  await expect.element(page.getByRole('heading', { name: 'Progress' })).toBeVisible()
  silent()
  await queryClient.refetchQueries()
  await expect.element(page.getByText(/The server does not answer. These are/)).toBeVisible()
  await expect.element(page.getByRole('heading', { name: 'Progress' })).toBeVisible()
})

it('says what comes here while there is nothing to count', async () => {
  answering(told([place()]))
  await showApp([], '/dashboard')
  await expect.element(page.getByText('There is nothing to count yet.')).toBeVisible()
})

it('tells every chart as a table too, and narrows to a project by the keyboard', async () => {
  answering(told([place({ tasks: { ...none, todo: 1 } }), garden]))
  await showApp([{ kind: 'project', row: project(1, 'Front garden') }], '/dashboard')
  // The project was renamed on this device since.
  const progress = page.getByRole('region', { name: 'Progress' })
  await expect
    .element(progress.getByRole('row', { name: 'Front garden 7 0 0 3 2 weeks left' }))
    .toBeInTheDocument()
  await expect.element(page.getByText('1 in no project')).toBeVisible()

  const scope = page.getByRole('button', { name: 'All projects' })
  await expect.element(scope).toBeVisible()
  ;(scope.element() as HTMLElement).focus()
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('menuitemradio', { name: 'Front garden' })).toBeVisible()
  await page.getByRole('menuitemradio', { name: 'Front garden' }).click()
  await expect.element(page.getByText('in this project')).toBeVisible()
})
