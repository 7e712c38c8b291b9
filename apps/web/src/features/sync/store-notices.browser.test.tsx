import { isoDate } from '@holdfast/domain'
import { type Meta, StorageError, type Store } from '@holdfast/sync'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import { ada, task, taskId } from '../../testing/seed.ts'
import { closeApp, showApp } from '../../testing/show-app.tsx'
import { useUpdate } from '../shell/update.ts'
import { draftKey, readDraft } from '../tasks/drafts/text-draft.ts'

const at = isoDate(new Date('2026-11-22T08:00:00.000Z'))

beforeEach(() => page.viewport(1440, 900))
afterEach(() => {
  closeApp()
  vi.restoreAllMocks()
})

const banner = (text: string) => page.getByRole('status').filter({ hasText: text })

/** The store says in its meta what befell it, as it does after a mend. */
const befallen =
  (notices: Pick<Meta, 'torn' | 'reissued'>, pieces: string[] = []) =>
  (store: Store) => {
    const load = store.load.bind(store)
    store.load = async () => {
      const loaded = await load()
      return { ...loaded, meta: { ...loaded.meta, ...notices } }
    }
    store.tornPieces = async () => pieces
  }

it('[T5] an outdated tab offers to reload, refuses changes and keeps what is being typed', async () => {
  const reload = vi.fn()
  useUpdate.setState({ reload })
  const device = await showApp([{ kind: 'task', row: task(1) }])
  await page.getByRole('row').filter({ hasText: 'Task 1' }).click()
  const panel = page.getByRole('complementary', { name: 'Task' })
  await panel.getByRole('button', { name: 'Add a description' }).click()
  await device.retire()
  const notice = banner('A newer version of Holdfast is open in another tab.')
  await expect.element(notice).toBeVisible()
  await panel.getByRole('textbox', { name: 'Description' }).fill('Half a thought')
  await expect
    .element(panel.getByRole('alert').filter({ hasText: 'Reload to change this' }))
    .toBeVisible()
  expect(device.queries.task(taskId(1)).get()?.description).toBeNull()
  const left = readDraft(draftKey({ userId: ada, taskId: taskId(1), field: 'description' }))
  expect(left).toEqual({ text: 'Half a thought', base: '' })
  await notice.getByRole('button', { name: 'Reload' }).click()
  expect(reload).toHaveBeenCalledOnce()
})

it('says what was damaged, saves a copy of it as a file, and goes with OK', async () => {
  const saved: Blob[] = []
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    saved.push(blob as Blob)
    return '#'
  })
  const device = await showApp([], '/', befallen({ torn: { at, pieces: 2 } }, ['{"a":1}', 'x']))
  const notice = banner('Some of what this device kept was damaged.')
  await expect.element(notice.getByText(/2 pieces of work could not be read/)).toBeVisible()
  await notice.getByRole('button', { name: 'Save a copy' }).click()
  await expect.poll(() => saved[0]?.text()).toBe('{"a":1}\n\nx')
  const seen = vi.spyOn(device, 'tornSeen')
  await notice.getByRole('button', { name: 'OK' }).click()
  expect(seen).toHaveBeenCalledOnce()
})

it('says that the browser took the storage away, and leads to what helps against it', async () => {
  await showApp([], '/', befallen({ torn: { at, pieces: 0 } }))
  const notice = banner('This browser cleared or lost its storage')
  await notice.getByRole('link', { name: 'Keep storage' }).click()
  await expect.element(page.getByRole('region', { name: 'Sync and storage' })).toBeVisible()
})

it('says that work was sent again, until the person has seen it', async () => {
  const device = await showApp([], '/', befallen({ reissued: { at, count: 3 } }))
  const notice = banner('3 changes from this device are sent again.')
  await expect.element(notice).toBeVisible()
  const seen = vi.spyOn(device, 'reissueSeen')
  await notice.getByRole('button', { name: 'OK' }).click()
  expect(seen).toHaveBeenCalledOnce()
})

it('[D2] says what is not saved, copies it as text, and tries again when told to', async () => {
  let isFull = true
  const device = await showApp([], '/', (store) => {
    const commit = store.commit.bind(store)
    store.commit = async (changes) => {
      if (isFull) throw new StorageError('quota', new Error('full'))
      return commit(changes)
    }
  })
  const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  device.mutate('create-task', { id: taskId(1), title: 'Water the plants' })
  const notice = page.getByRole('alert').filter({ hasText: '1 change not saved on this device.' })
  await notice.getByRole('button', { name: 'Copy' }).click()
  expect(copied.mock.calls[0]?.[0]).toContain('Water the plants')
  const retry = device.syncNow.bind(device)
  vi.spyOn(device, 'syncNow').mockImplementation(() => {
    isFull = false
    retry()
  })
  await notice.getByRole('button', { name: 'Retry' }).click()
  await expect.element(notice).not.toBeInTheDocument()
  expect(device.status()).toMatchObject({ saving: 0, pending: 1 })
})
