import '../theme/index.css'
import type { Device } from '@holdfast/client'
import type { Row } from '@holdfast/domain'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot, type Root } from 'react-dom/client'
import { forgetHistory } from '../actions/history.ts'
import { useTold } from '../components/toast.ts'
import { showQuickAdd } from '../features/shell/shell-state.ts'
import { resetList } from '../features/tasks/list-state.ts'
import { setDraft } from '../features/tasks/quick-add/quick-add-draft.ts'
import { router } from '../router.tsx'
import { useAccount } from '../wiring/account.ts'
import { openTestDevice } from './open-test-device.ts'

type Place =
  | '/'
  | '/admin/{-$part}'
  | '/dashboard'
  | '/import'
  | '/inbox'
  | '/projects'
  | '/search'
  | '/settings'
  | '/settings/security'
  | '/trash'

let root: Root | undefined

/** The whole app on a device that holds these rows, as one finds it in a new window. */
export async function showApp(
  rows: readonly Row[],
  to: Place = '/',
  tamper?: Parameters<typeof openTestDevice>[1],
  hash = '',
): Promise<Device> {
  closeApp()
  localStorage.clear()
  forgetHistory()
  resetList()
  useTold.setState({ told: null })
  showQuickAdd(false)
  setDraft('')
  const device = await openTestDevice(rows, tamper)
  useAccount.setState({ device })
  draw()
  void router.navigate({ to, params: { part: undefined }, search: {}, hash })
  return device
}

type Entry = '/sign-in' | '/register' | '/forgot' | '/reset' | '/verify' | '/invitation'

/** A page before the app, in a browser that nobody has worked in, or that is somebody's. */
export function showEntry(to: Entry, hash = '', device: Device | null = null): void {
  closeApp()
  localStorage.clear()
  useAccount.setState({ device })
  draw()
  void router.navigate({ to, search: {}, hash })
}

function draw(): void {
  const element = document.createElement('div')
  element.id = 'root'
  document.body.replaceChildren(element)
  root = createRoot(element)
  root.render(<RouterProvider router={router} />)
}

export function closeApp(): void {
  root?.unmount()
  root = undefined
}
