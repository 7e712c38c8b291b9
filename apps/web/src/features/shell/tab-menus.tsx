import { useProjects } from '@holdfast/client/react'
import { useNavigate } from '@tanstack/react-router'
import { ChartColumn, FileInput, Folder, Inbox, Plus, Settings, Trash2 } from 'lucide-react'
import { MenuItem, MenuSeparator } from '../../components/menu-item.tsx'
import { ProjectName } from '../../components/project-name.tsx'
import { AdminItem } from '../admin/admin-item.tsx'
import { UnreadCount } from '../inbox/unread-mark.tsx'
import { askNewProject } from '../projects/new-project-state.ts'

export function ProjectsMenu() {
  const navigate = useNavigate()
  const projects = useProjects().filter(({ status }) => status === 'active')
  return (
    <>
      {projects.map(({ id, name }) => (
        <MenuItem
          key={id}
          onClick={() => void navigate({ to: '/projects/$projectId', params: { projectId: id } })}
        >
          <ProjectName id={id} name={name} />
        </MenuItem>
      ))}
      {projects.length > 0 ? <MenuSeparator /> : null}
      <MenuItem icon={Folder} onClick={() => void navigate({ to: '/projects' })}>
        All projects
      </MenuItem>
      <MenuItem icon={Plus} onClick={() => askNewProject(true)}>
        New project
      </MenuItem>
    </>
  )
}

export function MoreMenu() {
  const navigate = useNavigate()
  return (
    <>
      <MenuItem icon={Inbox} onClick={() => void navigate({ to: '/inbox' })}>
        Inbox <UnreadCount />
      </MenuItem>
      <MenuItem icon={ChartColumn} onClick={() => void navigate({ to: '/dashboard' })}>
        Dashboard
      </MenuItem>
      <MenuItem icon={FileInput} onClick={() => void navigate({ to: '/import' })}>
        Import
      </MenuItem>
      <MenuItem icon={Trash2} onClick={() => void navigate({ to: '/trash' })}>
        Trash
      </MenuItem>
      <MenuItem icon={Settings} onClick={() => void navigate({ to: '/settings' })}>
        Settings
      </MenuItem>
      <AdminItem />
    </>
  )
}
