import { Link } from '@tanstack/react-router'
import { Ellipsis, Folder, Layers, Plus, Search } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { Menu } from '../../components/menu.tsx'
import { showQuickAdd } from './shell-state.ts'

const ProjectsMenu = lazy(() =>
  import('./tab-menus.tsx').then((all) => ({ default: all.ProjectsMenu })),
)
const UnreadMark = lazy(() =>
  import('../inbox/unread-mark.tsx').then((all) => ({ default: all.UnreadMark })),
)
const MoreMenu = lazy(() => import('./tab-menus.tsx').then((all) => ({ default: all.MoreMenu })))

/** The sidebar of a phone. */
export function TabBar() {
  return (
    <nav className="tab-bar" aria-label="Main">
      <Link to="/" className="tab" activeOptions={{ exact: true, includeSearch: false }}>
        <Layers />
        <span>Tasks</span>
      </Link>
      <Menu
        side="top"
        trigger={
          <button type="button" className="tab">
            <Folder />
            <span>Projects</span>
          </button>
        }
      >
        <ProjectsMenu />
      </Menu>
      <button
        type="button"
        className="tab-add"
        aria-label="New task"
        onClick={() => showQuickAdd(true)}
      >
        <Plus />
      </button>
      <Link to="/search" className="tab" activeOptions={{ includeSearch: false }}>
        <Search />
        <span>Search</span>
      </Link>
      <Menu
        side="top"
        align="end"
        trigger={
          <button type="button" className="tab">
            <span className="tab-icon">
              <Ellipsis />
              <Suspense>
                <UnreadMark />
              </Suspense>
            </span>
            <span>More</span>
          </button>
        }
      >
        <MoreMenu />
      </Menu>
    </nav>
  )
}
