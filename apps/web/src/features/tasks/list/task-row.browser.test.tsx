import { afterEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { task } from '../../../testing/seed.ts'
import { closeApp, showApp } from '../../../testing/show-app.tsx'

afterEach(closeApp)

const row = (title: string) => page.getByRole('row').filter({ hasText: title })
const finger = { bubbles: true, cancelable: true, pointerType: 'touch' }

it('a long press selects, and lifting the finger leaves it selected', async () => {
  await page.viewport(390, 844)
  await showApp([1, 2].map((n) => ({ kind: 'task', row: task(n) })))
  await expect.element(row('Task 1')).toBeVisible()
  const first = row('Task 1').element()
  first.dispatchEvent(new PointerEvent('pointerdown', finger))
  await expect.element(row('Task 1')).toHaveAttribute('aria-selected', 'true')
  expect(first.dispatchEvent(new PointerEvent('contextmenu', finger))).toBe(false)
  first.dispatchEvent(new PointerEvent('pointerup', finger))
  expect(first.dispatchEvent(new PointerEvent('click', finger))).toBe(false)
  await expect.element(page.getByRole('complementary')).not.toBeInTheDocument()
  await expect.element(row('Task 1')).toHaveAttribute('aria-selected', 'true')
  await row('Task 2').click()
  await expect.element(page.getByRole('complementary', { name: 'Task' })).toBeVisible()
})
