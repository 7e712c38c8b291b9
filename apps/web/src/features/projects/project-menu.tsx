import { useDevice } from '@holdfast/client/react'
import type { Project, ProjectStatus } from '@holdfast/domain'
import { useNavigate } from '@tanstack/react-router'
import { Archive, ArchiveRestore, Ellipsis, Pencil, Trash2, Users } from 'lucide-react'
import { useState } from 'react'
import { perform } from '../../actions/history.ts'
import { Button } from '../../components/button.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu } from '../../components/menu.tsx'
import { MenuItem, MenuSeparator } from '../../components/menu-item.tsx'
import { MembersDialog } from './members-dialog.tsx'
import { ProjectNameForm } from './project-name-form.tsx'
import { renameProjectStep, setProjectStatusStep } from './project-step.ts'
import { useProjectAbilities } from './use-abilities.ts'

/** What can be done with a project. What only an owner may do is not offered to others. */
export function ProjectMenu({ project }: { project: Project }) {
  const device = useDevice()
  const navigate = useNavigate()
  const abilities = useProjectAbilities(project)
  const [asking, setAsking] = useState<'name' | 'members' | null>(null)
  const close = () => setAsking(null)

  function setStatus(status: ProjectStatus) {
    const done = perform(device, setProjectStatusStep(project, status))
    if (done && status === 'deleted') void navigate({ to: '/' })
  }

  return (
    <>
      <Button look="quiet" icon={Users} onClick={() => setAsking('members')}>
        Members
      </Button>
      {abilities.edit && abilities.close ? (
        <Menu align="end" trigger={<IconButton icon={Ellipsis} label="More for this project" />}>
          <MenuItem icon={Pencil} onClick={() => setAsking('name')}>
            Rename
          </MenuItem>
          {project.status === 'archived' ? (
            <MenuItem icon={ArchiveRestore} onClick={() => setStatus('active')}>
              Bring back
            </MenuItem>
          ) : (
            <MenuItem icon={Archive} onClick={() => setStatus('archived')}>
              Archive
            </MenuItem>
          )}
          <MenuSeparator />
          <MenuItem icon={Trash2} destroys onClick={() => setStatus('deleted')}>
            Delete project
          </MenuItem>
        </Menu>
      ) : null}
      {asking === 'members' ? <MembersDialog project={project} onClose={close} /> : null}
      {asking === 'name' ? (
        <ProjectNameForm
          title="Rename project"
          submit="Rename"
          name={project.name}
          onSubmit={(name) => perform(device, renameProjectStep(project, name)) !== null}
          onClose={close}
        />
      ) : null}
    </>
  )
}
