import { useDevice, useMe } from '@holdfast/client/react'
import type { TaskId } from '@holdfast/domain'
import { Outlet, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { applyTheme } from '../../theme/theme.ts'
import { SyncVoice } from '../sync/sync-voice.tsx'
import { ActionContextProvider } from '../tasks/action-context.tsx'
import { useListState } from '../tasks/list-state.ts'
import { MomentProvider } from '../tasks/moment.tsx'
import { loadAhead } from './load-ahead.ts'
import { useShell } from './shell-state.ts'
import { Sidebar } from './sidebar.tsx'
import { usePhone } from './use-phone.ts'
import { useShortcuts } from './use-shortcuts.ts'

const Notices = lazy(() => import('./notices.tsx').then((all) => ({ default: all.Notices })))
const TabBar = lazy(() => import('./tab-bar.tsx').then((all) => ({ default: all.TabBar })))
const Toasts = lazy(() => import('../../components/toasts.tsx'))
const TaskPanel = lazy(() =>
  import('../tasks/panel/task-panel.tsx').then((all) => ({ default: all.TaskPanel })),
)
const SyncPanel = lazy(() =>
  import('../sync/sync-panel.tsx').then((all) => ({ default: all.SyncPanel })),
)
const PickerHost = lazy(() => import('../tasks/pickers/picker-host.tsx'))
const KeySheet = lazy(() => import('./key-sheet.tsx').then((all) => ({ default: all.KeySheet })))
const PhoneQuickAdd = lazy(() =>
  import('../tasks/quick-add/phone-quick-add.tsx').then((all) => ({ default: all.PhoneQuickAdd })),
)

/** What stands around every view of a person's work. */
export function AppShell() {
  return (
    <MomentProvider>
      <ActionContextProvider>
        <Frame />
      </ActionContextProvider>
    </MomentProvider>
  )
}

/** A theme that was chosen on another device comes here too. */
function useOwnTheme() {
  const theme = useMe()?.preferences.theme
  useEffect(() => {
    if (theme) applyTheme(theme)
  }, [theme])
}

/** What was being typed when the last page closed comes back without its task being opened. */
function useLeftDrafts() {
  const device = useDevice()
  useEffect(() => {
    const started = import('../tasks/drafts/recover-drafts.ts').then((all) =>
      all.recoverDrafts(device),
    )
    return () => void started.then((stop) => stop())
  }, [device])
}

function Frame() {
  useShortcuts()
  useEffect(loadAhead, [])
  useLeftDrafts()
  useOwnTheme()
  const { task, panel } = useSearch({ strict: false })
  const { projectId } = useParams({ strict: false })
  const phone = usePhone()
  return (
    <div className="app">
      <a className="skip-link" href="#main">
        Skip to tasks
      </a>
      <Sidebar />
      <main id="main" className="main" tabIndex={-1} key={projectId}>
        <Suspense>
          <Notices />
        </Suspense>
        <Outlet />
      </main>
      <Suspense>
        {task ? <TaskPanel id={task as TaskId} /> : panel === 'sync' ? <SyncPanel /> : null}
      </Suspense>
      <Suspense>{phone ? <TabBar /> : null}</Suspense>
      <Layers />
      <Suspense>
        <Toasts />
      </Suspense>
      <SyncVoice />
    </div>
  )
}

/** What opens over the view; loaded when it first opens. */
function Layers() {
  const picking = useListState(({ picker }) => picker !== null)
  const { adding, keysShown } = useShell()
  const phone = usePhone()
  return (
    <Suspense>
      {picking ? <PickerHost /> : null}
      {keysShown ? <KeySheet /> : null}
      {phone && adding ? <PhoneQuickAdd /> : null}
    </Suspense>
  )
}
