import { isoDate } from '@holdfast/domain'
import type { Epoch, Store } from '@holdfast/sync'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { useTold } from '../../components/toast.ts'
import { task, taskId } from '../../testing/seed.ts'
import { closeApp, showApp } from '../../testing/show-app.tsx'

beforeEach(() => page.viewport(1440, 900))
afterEach(closeApp)

const at = isoDate(new Date('2026-11-22T08:00:00.000Z'))

/** A new title that the server has refused. */
async function refuseTitle(store: Store): Promise<void> {
  const title = { base: 'Task 1', value: 'Renamed' }
  const args = { id: taskId(1), title }
  await store.commit([
    { type: 'draft', draft: { draftId: 'refused', name: 'edit-task', version: 1, args, at } },
  ])
  const { meta } = await store.outbox()
  const result = { id: 1, status: 'rejected' as const, code: 'forbidden', message: 'No.' }
  const { clientId } = meta
  await store.commit([{ type: 'settle', clientId, epoch: 'test' as Epoch, results: [result], at }])
}

it('what is discarded counts no more from that moment on, and again after Undo', async () => {
  const device = await showApp([{ kind: 'task', row: task(1) }], '/', refuseTitle)
  const sign = page.getByRole('navigation').getByRole('link', { name: /^1 issue/ })
  await expect.element(sign).toBeVisible()
  // An issue is no broken link.
  await expect.element(sign).toHaveClass('sync-issues')
  await sign.click()
  const panel = page.getByRole('complementary', { name: 'Sync' })
  await expect.element(panel.getByText('1 needs you')).toBeVisible()
  await panel.getByRole('button', { name: 'Discard' }).click()
  await expect.element(sign).not.toBeInTheDocument()
  await expect.element(panel.getByText('1 needs you')).not.toBeInTheDocument()
  expect(device.issues()).toHaveLength(1)
  useTold.getState().told?.undo?.()
  await expect.element(sign).toBeVisible()
})
