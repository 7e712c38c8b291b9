import { useProjects } from '@holdfast/client/react'
import { Link, useNavigate } from '@tanstack/react-router'
import { Ellipsis, FileInput, Folder, Layers, Plus, Search, Settings, Trash2 } from 'lucide-react'
import { Menu, MenuItem } from '../../components/menu.tsx'
import { ProjectName } from '../../components/project-name.tsx'
import { showQuickAdd } from './shell-state.ts'

/** The sidebar of a phone. */
export function TabBar() {
  const navigate = useNavigate()
  const projects = useProjects()
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
        {projects
          .filter(({ status }) => status === 'active')
          .map(({ id, name }) => (
            <MenuItem
              key={id}
              onClick={() =>
                void navigate({ to: '/projects/$projectId', params: { projectId: id } })
              }
            >
              <ProjectName id={id} name={name} />
            </MenuItem>
          ))}
        <MenuItem icon={Plus} onClick={() => void navigate({ to: '/projects' })}>
          All projects
        </MenuItem>
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
            <Ellipsis />
            <span>More</span>
          </button>
        }
      >
        <MenuItem icon={FileInput} onClick={() => void navigate({ to: '/import' })}>
          Import
        </MenuItem>
        <MenuItem icon={Trash2} onClick={() => void navigate({ to: '/trash' })}>
          Trash
        </MenuItem>
        <MenuItem icon={Settings} onClick={() => void navigate({ to: '/settings' })}>
          Settings
        </MenuItem>
      </Menu>
    </nav>
  )
}
