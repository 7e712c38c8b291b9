import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { project, projectId, task, taskId } from '../../testing/seed.ts'
import { closeApp, showApp } from '../../testing/show-app.tsx'
import { queryClient } from '../../wiring/api.ts'

interface Told {
  id: string
  kind: string
  taskId: string | null
  projectId: string | null
  title: string
  by: null
  byName: string
  createdAt: string
  readAt: string | null
}

/** The server of these tests; the client takes hold of `fetch` as soon as it is loaded. */
const server = vi.hoisted(() => {
  const state = { inbox: [] as Told[], away: false, asked: [] as string[] }
  const answer = (procedure: string, input: { ids?: string[]; read?: boolean }): unknown => {
    if (procedure === 'users.me') return { admin: false }
    state.asked.push(procedure)
    const unread = state.inbox.filter(({ readAt }) => readAt === null)
    if (procedure === 'notifications.list') return { items: state.inbox, nextCursor: null }
    if (procedure === 'notifications.unreadCount') return { count: unread.length }
    const readAt = input.read === false ? null : '2026-11-22T10:00:00.000Z'
    const changes = (id: string) => !input.ids || input.ids.includes(id)
    state.inbox = state.inbox.map((one) => (changes(one.id) ? { ...one, readAt } : one))
    return { changed: 1 }
  }
  const real = window.fetch.bind(window)
  window.fetch = async (to, init) => {
    const { pathname } = new URL(to instanceof Request ? to.url : String(to), location.href)
    // Who one is is asked at the same moment, and travels with it.
    if (!/^\/trpc\/(notifications|users)\./.test(pathname)) return real(to, init)
    if (state.away) throw new TypeError('Failed to fetch')
    const inputs = typeof init?.body === 'string' ? JSON.parse(init.body) : {}
    const answers = pathname
      .slice('/trpc/'.length)
      .split(',')
      .map((procedure, i) => ({ result: { data: answer(procedure, inputs[i] ?? {}) } }))
    return Response.json(answers)
  }
  return state
})

const told = (n: number, over: Partial<Told> = {}): Told => ({
  id: `0199f000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  kind: 'task-assigned',
  taskId: taskId(n),
  projectId: null,
  title: `Task ${n}`,
  by: null,
  byName: 'Boris Vian',
  createdAt: '2026-11-20T09:30:00.000Z',
  readAt: null,
  ...over,
})

beforeEach(async () => {
  await page.viewport(1440, 900)
  Object.assign(server, { inbox: [], away: false, asked: [] })
  queryClient.clear()
})
afterEach(closeApp)

const rows = [
  { kind: 'task', row: task(1) },
  { kind: 'task', row: task(2) },
  { kind: 'project', row: project(1, 'Garden') },
] as const

const list = () => page.getByRole('list', { name: 'Inbox' })

it('says what comes here when there is nothing', async () => {
  await showApp(rows, '/inbox')
  await expect.element(page.getByText('Nothing here yet.')).toBeVisible()
})

it('shows what happened and what is unread, opens it, and counts', async () => {
  server.inbox = [
    told(1),
    told(2, { kind: 'task-completed', readAt: '2026-11-21T10:00:00.000Z' }),
    told(3, {
      kind: 'project-member-added',
      taskId: null,
      projectId: projectId(1),
      title: 'Garden',
    }),
  ]
  await showApp(rows, '/inbox')
  await expect.element(page.getByRole('link', { name: 'Inbox 2 unread' })).toBeVisible()
  await expect.element(list().getByRole('button', { name: /completed Task 2/ })).toBeVisible()
  await list()
    .getByRole('button', { name: /^Unread\. Boris Vian assigned you Task 1/ })
    .click()
  await expect.element(page.getByRole('heading', { name: 'Task 1' })).toBeVisible()
  await expect.element(page.getByRole('link', { name: 'Inbox 1 unread' })).toBeVisible()
  await list()
    .getByRole('button', { name: /added you to Garden/ })
    .click()
  await expect.element(page.getByRole('heading', { name: 'Garden', level: 1 })).toBeVisible()
})

it('marks one as unread again, and all as read', async () => {
  server.inbox = [told(1, { readAt: '2026-11-21T10:00:00.000Z' }), told(2)]
  await showApp(rows, '/inbox')
  await list().getByRole('button', { name: 'Mark as unread' }).click()
  await expect.element(page.getByRole('link', { name: 'Inbox 2 unread' })).toBeVisible()
  await page.getByRole('button', { name: 'Mark all read' }).click()
  await expect.element(page.getByRole('link', { name: 'Inbox', exact: true })).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Mark all read' })).not.toBeInTheDocument()
})

it('is walked with the arrows, and Escape leads back from the task', async () => {
  server.inbox = [told(1), told(2)]
  await showApp(rows, '/inbox')
  const at = (n: number) =>
    list().getByRole('button', { name: new RegExp(`assigned you Task ${n}`) })
  await expect.element(at(1)).toBeVisible()
  ;(at(1).element() as HTMLElement).focus()
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(at(2)).toHaveFocus()
  await userEvent.keyboard('{ArrowUp}')
  await expect.element(at(1)).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('heading', { name: 'Task 1' })).toHaveFocus()
  await userEvent.keyboard('{Escape}')
  await expect.element(at(1)).toHaveFocus()
})

it('says when the server does not answer, keeps what was loaded, and asks again', async () => {
  server.away = true
  await showApp(rows, '/inbox')
  await expect.element(page.getByText('The server did not answer.')).toBeVisible()
  server.away = false
  server.inbox = [told(1)]
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.element(list().getByText('Task 1')).toBeVisible()
  server.away = true
  await list().getByRole('button', { name: 'Mark as read' }).click()
  await expect.element(page.getByText(/so nothing was marked/)).toBeVisible()
  await expect.element(list().getByText('Task 1')).toBeVisible()
})
