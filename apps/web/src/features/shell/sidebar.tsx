import { Link } from '@tanstack/react-router'
import { ChartColumn, ChevronDown, Layers, Plus, Search, Settings, Trash2 } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { addTask } from '../../actions/add-task.ts'
import { BrandMark } from '../../components/brand-mark.tsx'
import { Button } from '../../components/button.tsx'
import { Menu } from '../../components/menu.tsx'
import { ProjectNav } from '../projects/project-nav.tsx'
import { SyncButton } from '../sync/sync-button.tsx'
import { useActionContext } from '../tasks/action-context.tsx'

const InboxLink = lazy(() => import('../inbox/inbox-link.tsx'))
const AdminLink = lazy(() => import('../admin/admin-link.tsx'))
const AccountMenu = lazy(() => import('./account-menu.tsx'))

const exact = { exact: true, includeSearch: false }
const loose = { includeSearch: false }

/** Where a person can go, and the truth about sync at its foot. */
export function Sidebar() {
  const contextOf = useActionContext()
  return (
    <nav className="sidebar" aria-label="Main">
      <div className="sidebar-top">
        <Menu
          trigger={
            <button type="button" className="account-button">
              <BrandMark />
              <span>Holdfast</span>
              <ChevronDown />
            </button>
          }
        >
          <AccountMenu />
        </Menu>
      </div>
      <div className="sidebar-acts">
        <Button block icon={Plus} keys={['Q']} onClick={() => addTask.run(contextOf())}>
          New task
        </Button>
      </div>
      <Link to="/search" className="nav-item" activeOptions={loose}>
        <Search />
        <span className="name">Search</span>
      </Link>
      <Link to="/" className="nav-item" activeOptions={exact}>
        <Layers />
        <span className="name">All tasks</span>
      </Link>
      <Suspense fallback={<span className="nav-item" />}>
        <InboxLink />
      </Suspense>
      <Link to="/dashboard" className="nav-item" activeOptions={loose}>
        <ChartColumn />
        <span className="name">Dashboard</span>
      </Link>
      <ProjectNav />
      <div className="sidebar-end">
        <Suspense>
          <AdminLink />
        </Suspense>
        <Link to="/trash" className="nav-item" activeOptions={loose}>
          <Trash2 />
          <span className="name">Trash</span>
        </Link>
        <Link to="/settings" className="nav-item" activeOptions={loose}>
          <Settings />
          <span className="name">Settings</span>
        </Link>
        <SyncButton />
      </div>
    </nav>
  )
}
