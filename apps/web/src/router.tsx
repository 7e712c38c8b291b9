import { DeviceProvider } from '@holdfast/client/react'
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { AppShell } from './features/shell/app-shell.tsx'
import { FailedView } from './features/shell/failed-view.tsx'
import { AllTasksView } from './features/tasks/all-tasks-view.tsx'
import { start, useAccount, whenFollowed } from './wiring/account.ts'

/** What any view may carry in its address: the task, or the panel, beside it. */
interface Beside {
  task?: string
  panel?: 'sync'
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

function beside({ task, panel }: Record<string, unknown>): Beside {
  const id = text(task)
  return { ...(id && { task: id }), ...(panel === 'sync' && { panel }) }
}

const root = createRootRoute({ beforeLoad: start, component: Outlet })

const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  validateSearch: beside,
  beforeLoad() {
    if (!useAccount.getState().device) throw redirect({ to: '/sign-in' })
  },
  component: function App() {
    const device = useAccount((account) => account.device)
    if (!device) return null
    return (
      <DeviceProvider device={device}>
        <AppShell />
      </DeviceProvider>
    )
  },
})

const inApp = { getParentRoute: () => app }
const allTasks = createRoute({ ...inApp, path: '/', component: AllTasksView })
const search = createRoute({
  ...inApp,
  path: '/search',
  validateSearch: ({ q }: Record<string, unknown>): { q?: string } => {
    const query = typeof q === 'number' ? String(q) : text(q)
    return query ? { q: query } : {}
  },
  component: lazyRouteComponent(() => import('./features/search/search-view.tsx'), 'SearchView'),
})
const projects = createRoute({
  ...inApp,
  path: '/projects',
  component: lazyRouteComponent(
    () => import('./features/projects/projects-view.tsx'),
    'ProjectsView',
  ),
})
const project = createRoute({
  ...inApp,
  path: '/projects/$projectId',
  component: lazyRouteComponent(
    () => import('./features/projects/project-view.tsx'),
    'ProjectView',
  ),
})
const dashboard = createRoute({
  ...inApp,
  path: '/dashboard',
  component: lazyRouteComponent(
    () => import('./features/dashboard/dashboard-view.tsx'),
    'DashboardView',
  ),
})
const trash = createRoute({
  ...inApp,
  path: '/trash',
  component: lazyRouteComponent(() => import('./features/trash/trash-view.tsx'), 'TrashView'),
})
const imports = createRoute({
  ...inApp,
  path: '/import',
  component: lazyRouteComponent(() => import('./features/import/import-view.tsx'), 'ImportView'),
})
const inbox = createRoute({
  ...inApp,
  path: '/inbox',
  component: lazyRouteComponent(() => import('./features/inbox/inbox-view.tsx'), 'InboxView'),
})
const admin = createRoute({
  ...inApp,
  path: '/admin/{-$part}',
  // What they say is read where it is used.
  validateSearch: (search: Record<string, unknown>) => search,
  component: lazyRouteComponent(() => import('./features/admin/admin-view.tsx'), 'AdminView'),
})
const settings = createRoute({
  ...inApp,
  path: '/settings',
  component: lazyRouteComponent(
    () => import('./features/account/settings-view.tsx'),
    'SettingsView',
  ),
})
const security = createRoute({
  ...inApp,
  path: '/settings/security',
  component: lazyRouteComponent(
    () => import('./features/security/security-view.tsx'),
    'SecurityView',
  ),
})
const atRoot = { getParentRoute: () => root }
const signIn = createRoute({
  ...atRoot,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./features/sign-in/sign-in-page.tsx'), 'SignInPage'),
})
const register = createRoute({
  ...atRoot,
  path: '/register',
  component: lazyRouteComponent(
    () => import('./features/sign-in/register-page.tsx'),
    'RegisterPage',
  ),
})
const forgot = createRoute({
  ...atRoot,
  path: '/forgot',
  component: lazyRouteComponent(() => import('./features/sign-in/forgot-page.tsx'), 'ForgotPage'),
})
const reset = createRoute({
  ...atRoot,
  path: '/reset',
  component: lazyRouteComponent(() => import('./features/sign-in/reset-page.tsx'), 'ResetPage'),
})
const verify = createRoute({
  ...atRoot,
  path: '/verify',
  component: lazyRouteComponent(() => import('./features/sign-in/verify-page.tsx'), 'VerifyPage'),
})
const invitation = createRoute({
  ...atRoot,
  path: '/invitation',
  component: lazyRouteComponent(
    () => import('./features/sign-in/invitation-page.tsx'),
    'InvitationPage',
  ),
})

export const router = createRouter({
  routeTree: root.addChildren([
    app.addChildren([
      allTasks,
      search,
      projects,
      project,
      dashboard,
      trash,
      imports,
      inbox,
      admin,
      settings,
      security,
    ]),
    signIn,
    register,
    forgot,
    reset,
    verify,
    invitation,
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: FailedView,
  defaultNotFoundComponent: lazyRouteComponent(
    () => import('./features/shell/missing-view.tsx'),
    'MissingView',
  ),
  scrollRestoration: false,
})

whenFollowed(() => void router.navigate({ to: '/', search: {} }))

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
