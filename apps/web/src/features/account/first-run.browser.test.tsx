import { afterEach, beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { task } from '../../testing/seed.ts'
import { closeApp, showApp } from '../../testing/show-app.tsx'

beforeEach(() => page.viewport(1440, 900))
afterEach(closeApp)

// First, while the line's code is still to come: only then is there a time without a line.
it('what is typed before the next line is there stands in it, and what is typed at once behind it', async () => {
  await showApp([])
  await page.getByRole('combobox', { name: 'New task' }).click()
  await userEvent.keyboard('First one')
  const typed = typeUntilLineIsBack()
  await userEvent.keyboard('{Enter}')
  const line = page.getByRole('combobox', { name: 'New task' })
  const before = await typed
  expect(before).not.toBe('')
  await expect.element(line).toHaveValue(`${before}!`)
})

it('the second line is typed on without a pause', async () => {
  const device = await showApp([])
  await page.getByRole('combobox', { name: 'New task' }).click()
  await userEvent.keyboard('First one{Enter}x second p one')
  const line = page.getByRole('combobox', { name: 'New task' })
  await expect.element(line).toHaveFocus()
  await expect.element(line).toHaveValue('x second p one')
  await userEvent.keyboard('{Enter}')
  const titles = () =>
    device.queries
      .tasks({})
      .get()
      .map(({ title }) => title)
  await expect.poll(titles).toHaveLength(2)
  expect(titles().sort()).toEqual(['First one', 'x second p one'])
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
})

/**
 * Presses a key in every frame that has no line, and one more in the very moment the line is there:
 * before React's passive effects, as when the machine is slow.
 * @returns the keys pressed before
 */
function typeUntilLineIsBack(): Promise<string> {
  let typed = ''
  const { promise, resolve } = Promise.withResolvers<string>()
  const first = document.querySelector('input[role=combobox]')
  const lineNow = () => document.querySelector<HTMLInputElement>('input[role=combobox]')
  const observer = new MutationObserver(() => {
    const line = lineNow()
    if (!line || line === first) return
    observer.disconnect()
    document.execCommand('insertText', false, '!')
    resolve(typed)
  })
  observer.observe(document.body, { childList: true, subtree: true })
  const press = () => {
    const line = lineNow()
    if (line && line !== first) return
    if (!line) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'x', bubbles: true }))
      typed += 'x'
    }
    requestAnimationFrame(press)
  }
  requestAnimationFrame(press)
  return promise
}

it('takes what a new person types without a click', async () => {
  await showApp([])
  const line = page.getByRole('combobox', { name: 'New task' })
  await expect.element(line).toHaveFocus()
  await userEvent.keyboard('Quick first task')
  await expect.element(line).toHaveValue('Quick first task')
})

it('leaves Z to whoever deleted the last task', async () => {
  const device = await showApp([{ kind: 'task', row: task(1) }])
  await expect.element(page.getByRole('row').filter({ hasText: 'Task 1' })).toBeVisible()
  await userEvent.keyboard('{ArrowDown}{Delete}')
  await expect.element(page.getByRole('combobox', { name: 'New task' })).toBeVisible()
  await userEvent.keyboard('z')
  await expect.poll(() => device.queries.tasks({}).get().length).toBe(1)
})
