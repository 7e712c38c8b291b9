import './theme/index.css'
import type { Device } from '@holdfast/client'
import type { Row, Tag, Task } from '@holdfast/domain'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { forgetHistory } from './actions/history.ts'
import { useTold } from './components/toast.ts'
import { showQuickAdd } from './features/shell/shell-state.ts'
import { resetList } from './features/tasks/list-state.ts'
import { router } from './router.tsx'
import { openTestDevice } from './testing/open-test-device.ts'
import { project, task, taskId } from './testing/seed.ts'
import { useAccount } from './wiring/account.ts'

let root: Root
let device: Device

async function show(rows: readonly Row[], to: '/' | '/search' | '/trash' = '/') {
  device = await openTestDevice(rows)
  useAccount.setState({ device })
  const element = document.createElement('div')
  element.id = 'root'
  document.body.replaceChildren(element)
  root = createRoot(element)
  root.render(<RouterProvider router={router} />)
  void router.navigate({ to, search: {} })
}

const tasks = (count: number, over: Partial<Task> = {}): Row[] =>
  Array.from({ length: count }, (_, n) => ({ kind: 'task', row: task(n + 1, over) }))
const row = (title: string) => page.getByRole('row').filter({ hasText: title })
const open = () => device.queries.tasks({ open: true }).get()
const held = (n: number) => device.queries.task(taskId(n)).get()

beforeEach(async () => {
  await page.viewport(1440, 900)
  localStorage.clear()
  forgetHistory()
  resetList()
  useTold.setState({ told: null })
  showQuickAdd(false)
})
afterEach(() => root.unmount())

describe('the list', () => {
  it('is worked by keys alone: move, complete, undo', async () => {
    await show(tasks(3))
    await expect.element(row('Task 1')).toBeVisible()
    await userEvent.keyboard('{ArrowDown}')
    await expect.element(row('Task 1')).toHaveFocus()
    await userEvent.keyboard('j')
    await expect.element(row('Task 2')).toHaveFocus()
    await userEvent.keyboard(' ')
    await expect.poll(() => held(2)?.status).toBe('completed')
    await expect.element(row('Task 3')).toHaveFocus()
    await userEvent.keyboard('z')
    await expect.poll(() => held(2)?.status).toBe('todo')
  })

  it('edits a title in place; Enter keeps it, Esc puts the old one back', async () => {
    await show(tasks(2))
    await expect.element(row('Task 1')).toBeVisible()
    await userEvent.keyboard('{ArrowDown}{F2}')
    const field = page.getByRole('textbox', { name: 'Title' })
    await field.fill('Renamed')
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => held(1)?.title).toBe('Renamed')
    await expect.element(row('Renamed')).toHaveFocus()
    await userEvent.keyboard('{F2}')
    await field.fill('Never mind')
    await userEvent.keyboard('{Escape}')
    await expect.element(row('Renamed')).toHaveFocus()
    expect(held(1)?.title).toBe('Renamed')
  })

  it('selects a range and changes it in one step that one undo takes back', async () => {
    await show(tasks(4))
    await expect.element(row('Task 1')).toBeVisible()
    await userEvent.keyboard('{ArrowDown}x{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
    await expect.element(page.getByRole('toolbar', { name: '3 selected tasks' })).toBeVisible()
    await userEvent.keyboard('p')
    await page.getByRole('combobox', { name: 'Priority' }).fill('crit')
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => open().filter(({ priority }) => priority === 'critical').length).toBe(3)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => open().every(({ priority }) => priority === 'medium')).toBe(true)
  })

  it('draws only what is in sight of ten thousand tasks, and gets to the last', async () => {
    await show(tasks(10_000))
    await expect.element(row('Task 1').first()).toBeVisible()
    expect(document.querySelectorAll('.row').length).toBeLessThan(80)
    await userEvent.keyboard('{ArrowDown}{End}')
    await expect.element(row('Task 10000')).toHaveFocus()
  })
})

describe('a new task', () => {
  it('is written in one line and understood', async () => {
    await show([{ kind: 'project', row: project(1, 'Household') }, ...tasks(1)])
    await expect.element(row('Task 1')).toBeVisible()
    await userEvent.keyboard('q')
    const line = page.getByRole('combobox', { name: 'New task' })
    await line.fill('Pay rent tomorrow 9am #home !high /hou')
    await expect.element(page.getByText(/^Tomorrow, 0?9:00/)).toBeVisible()
    await userEvent.keyboard('{Tab}{Enter}')
    await expect.element(row('Pay rent')).toBeVisible()
    const made = open().find(({ title }) => title === 'Pay rent')
    expect(made).toMatchObject({ priority: 'high', tags: ['home' as Tag], dueAllDay: false })
    expect(made?.projectId).toBe(project(1, 'Household').id)
    await expect.element(line).toHaveValue('')
  })

  it('an error under the line leaves every word in it', async () => {
    await show(tasks(1))
    await expect.element(row('Task 1')).toBeVisible()
    await userEvent.keyboard('q')
    const line = page.getByRole('combobox', { name: 'New task' })
    await line.fill('#home !high')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText(/^A task needs a title/)).toBeVisible()
    await expect.element(line).toHaveValue('#home !high')
  })
})

describe('the panel', () => {
  it('opens with Enter, keeps what was typed, and gives the focus back', async () => {
    await show(tasks(2))
    await expect.element(row('Task 1')).toBeVisible()
    await userEvent.keyboard('{ArrowDown}{Enter}')
    const panel = page.getByRole('complementary', { name: 'Task' })
    await panel.getByRole('button', { name: 'Add a description' }).click()
    await panel.getByRole('textbox', { name: 'Description' }).fill('Some **bold** <b>text</b>')
    await userEvent.keyboard('{Escape}')
    await expect.element(panel.getByText('bold', { exact: true })).toBeVisible()
    expect(held(1)?.description).toBe('Some **bold** <b>text</b>')
    expect(panel.element().querySelector('.markdown b')).toBeNull()
    await userEvent.keyboard('{Escape}')
    await expect.element(row('Task 1')).toHaveFocus()
    await expect.element(panel).not.toBeInTheDocument()
  })
})

describe('search', () => {
  it('finds on this device at once, in descriptions too', async () => {
    await show(
      [{ kind: 'task', row: task(7, { description: 'look for the <i>needle</i>' }) }, ...tasks(3)],
      '/search',
    )
    await page.getByRole('searchbox').fill('needle')
    const hit = page.getByRole('button', { name: /Task 7/ })
    await expect.element(hit).toBeVisible()
    expect(hit.element().querySelector('mark')?.textContent).toBe('needle')
    expect(hit.element().querySelector('i')).toBeNull()
  })
})

describe('the trash', () => {
  it('gives back what was deleted', async () => {
    await show(tasks(1, { deletedAt: task(1).updatedAt }), '/trash')
    await row('Task 1').getByRole('checkbox').click()
    await page.getByRole('button', { name: 'Restore' }).click()
    await expect.poll(() => held(1)?.deletedAt).toBeNull()
  })
})
