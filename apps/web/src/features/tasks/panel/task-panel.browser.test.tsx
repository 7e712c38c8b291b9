import type { Row, Task } from '@holdfast/domain'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { router } from '../../../router.tsx'
import { ada, member, project, projectId, task, taskId } from '../../../testing/seed.ts'
import { closeApp, showApp } from '../../../testing/show-app.tsx'
import { draftKey, writeDraft } from '../drafts/text-draft.ts'

const tasks = (over: Partial<Task> = {}): Row[] =>
  [1, 2].map((n) => ({ kind: 'task', row: task(n, over) }))
const viewed: Row[] = [
  { kind: 'project', row: project(1, 'Website') },
  { kind: 'member', row: member(1, { role: 'viewer' }) },
  ...tasks({ projectId: projectId(1) }),
]
const row = (title: string) => page.getByRole('row').filter({ hasText: title })
const panel = page.getByRole('complementary', { name: 'Task' })
const title = panel.getByRole('textbox', { name: 'Title' })
const left = (base: string) =>
  writeDraft(draftKey({ userId: ada, taskId: taskId(1), field: 'title' }), { text: 'Typed', base })

async function openFirst(rows: readonly Row[]) {
  const device = await showApp(rows)
  await expect.element(row('Task 1')).toBeVisible()
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await expect.element(title).toBeVisible()
  return device
}

beforeEach(() => page.viewport(1440, 900))
afterEach(closeApp)

describe('what a closed page left', () => {
  it('is in the list, without its task being opened', async () => {
    await showApp(tasks())
    left('Task 1')
    await expect.element(row('Typed'), { timeout: 10_000 }).toBeVisible()
  })

  it('is offered where the task has a newer title, and taken only when told to', async () => {
    const device = await showApp(tasks())
    left('Before')
    await expect.element(row('Task 1')).toBeVisible()
    await userEvent.keyboard('{ArrowDown}{Enter}')
    await expect.element(title).toHaveValue('Task 1')
    await expect.element(panel.getByText(/^You wrote this before/)).toBeVisible()
    await panel.getByRole('button', { name: 'Use it' }).click()
    await expect.poll(() => device.queries.task(taskId(1)).get()?.title).toBe('Typed')
    await expect.element(panel.getByText(/^You wrote this before/)).not.toBeInTheDocument()
  })
})

describe('the title', () => {
  it('edited in the list is kept when the page closes', async () => {
    const device = await showApp(tasks())
    await expect.element(row('Task 1')).toBeVisible()
    await userEvent.keyboard('{ArrowDown}{F2}')
    await page.getByRole('textbox', { name: 'Title' }).fill('Typed')
    window.dispatchEvent(new Event('pagehide'))
    expect(device.queries.task(taskId(1)).get()?.title).toBe('Typed')
    await expect.poll(() => Object.keys(localStorage).join()).not.toContain('holdfast.draft.text')
  })

  it('gives the focus to its panel on Enter', async () => {
    const device = await openFirst(tasks())
    await title.fill('Renamed')
    await userEvent.keyboard('{Enter}')
    await expect.element(panel.getByRole('heading', { name: 'Renamed' })).toHaveFocus()
    expect(device.queries.task(taskId(1)).get()?.title).toBe('Renamed')
  })
})

describe('a viewer', () => {
  it('reads a task and is offered nothing that the rules refuse', async () => {
    await openFirst(viewed)
    await expect.element(title).toHaveAttribute('readonly')
    await expect.element(panel.getByText('You can read this task')).toBeVisible()
    await expect.element(panel.getByRole('button', { name: 'Complete' })).toBeDisabled()
    await expect.element(panel.getByRole('button', { name: /^Priority/ })).toBeDisabled()
    await expect
      .element(panel.getByRole('button', { name: 'Add a description' }))
      .not.toBeInTheDocument()
  })

  it('is told at once that a status or a title is not theirs to change', async () => {
    await showApp(viewed)
    await expect.element(row('Task 1')).toBeVisible()
    const complete = row('Task 1').getByRole('button', { name: 'Complete Task 1' })
    await expect.element(complete).toBeDisabled()
    await expect.element(complete).toHaveAttribute('title', 'You can read this task, not change it')
    await userEvent.keyboard('{ArrowDown}{F2}')
    await expect.element(page.getByText('Only an editor can do that.').first()).toBeVisible()
    await expect.element(page.getByRole('textbox', { name: 'Title' })).not.toBeInTheDocument()
  })

  it('finds no line for a new task in that project, and one in their own with Q', async () => {
    await showApp(viewed)
    void router.navigate({ to: '/projects/$projectId', params: { projectId: projectId(1) } })
    await expect.element(page.getByText('You can read this project.')).toBeVisible()
    await expect
      .element(page.getByRole('main').getByRole('button', { name: 'New task' }))
      .not.toBeInTheDocument()
    await userEvent.keyboard('q')
    await expect.element(page.getByRole('combobox', { name: 'New task' })).toHaveFocus()
  })
})

describe('a property', () => {
  it('shows its key beside the control, so that its name holds all that is seen in it', async () => {
    await openFirst(tasks())
    const button = panel.getByRole('button', { name: /^Priority/ })
    await expect.element(button).toHaveAttribute('aria-keyshortcuts', 'P')
    expect(button.element().textContent).toBe('Medium')
  })
})

it('a value that a key picked in the panel leaves the focus in the panel', async () => {
  await openFirst(tasks())
  await userEvent.keyboard('e')
  await expect.element(page.getByRole('combobox', { name: 'Status' })).toHaveFocus()
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => document.activeElement?.closest('.panel')).not.toBeNull()
  await userEvent.keyboard('j')
  await expect.element(title).toHaveValue('Task 2')
})

it('gives the focus to its row however it closes, by Back too', async () => {
  await openFirst(tasks())
  history.back()
  await expect.element(panel).not.toBeInTheDocument()
  await expect.element(row('Task 1')).toHaveFocus()
})

it('keeps the focus when its task is taken out of the trash', async () => {
  const device = await showApp(tasks({ deletedAt: task(1).createdAt }), '/trash')
  await row('Task 1').click()
  await panel.getByRole('button', { name: 'Restore' }).click()
  await expect.poll(() => device.queries.task(taskId(1)).get()?.deletedAt).toBeNull()
  await expect.element(panel.getByRole('button', { name: 'Restore' })).not.toBeInTheDocument()
  expect(document.activeElement?.closest('.panel')).not.toBeNull()
})
