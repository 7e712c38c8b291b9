import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import { closeApp, showApp } from '../../testing/show-app.tsx'

beforeEach(() => page.viewport(1440, 900))
afterEach(() => {
  closeApp()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const section = page.getByRole('region', { name: 'Sync and storage' })

it('says that storage is kept, and how much there is of it', async () => {
  vi.spyOn(navigator.storage, 'persisted').mockResolvedValue(true)
  vi.spyOn(navigator.storage, 'estimate').mockResolvedValue({ usage: 12e6, quota: 2e9 })
  await showApp([], '/settings')
  await expect.element(section.getByText('Storage is kept')).toBeVisible()
  await expect.element(section.getByText(/12 MB of 2 GB used/)).toBeVisible()
  await expect.element(section.getByRole('button')).not.toBeInTheDocument()
})

it('asks where it is not kept, and names the mend where the browser does not agree', async () => {
  vi.spyOn(navigator.storage, 'persisted').mockResolvedValue(false)
  const persist = vi.spyOn(navigator.storage, 'persist').mockResolvedValue(false)
  await showApp([], '/settings')
  await section.getByRole('button', { name: 'Keep storage' }).click()
  await expect.element(section.getByText(/did not agree. Install Holdfast/)).toBeVisible()
  persist.mockResolvedValue(true)
  await section.getByRole('button', { name: 'Ask again' }).click()
  await expect.element(section.getByText('Storage is kept')).toBeVisible()
})

it('says so where the browser cannot be asked', async () => {
  vi.spyOn(navigator, 'storage', 'get').mockReturnValue(undefined as never)
  await showApp([], '/settings')
  await expect.element(section.getByText(/cannot promise/)).toBeVisible()
  await expect.element(section.getByRole('button')).not.toBeInTheDocument()
})
