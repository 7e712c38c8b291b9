// @vitest-environment happy-dom
import { StorageError } from '@holdfast/sync'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { FailedView } from './failed-view.tsx'
import { useUpdate } from './update.ts'

afterEach(cleanup)

const fail = (error: Error) => render(<FailedView error={error} reset={() => undefined} />)

it('[T5] a page older than its storage gets the newer version, past the service worker', async () => {
  const reload = vi.fn()
  useUpdate.setState({ reload })
  fail(new StorageError('outdated', new Error('version 2')))
  expect(screen.getByText('A newer version of Holdfast has been here.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Reload' }))
  await expect.poll(() => reload.mock.calls.length).toBe(1)
})

it('names what may help where the storage does not open', () => {
  fail(new StorageError('other', new Error('no')))
  expect(screen.getByText('The storage of this browser does not open.')).toBeTruthy()
})
