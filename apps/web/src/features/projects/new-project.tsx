import { useDevice } from '@holdfast/client/react'
import { useNavigate } from '@tanstack/react-router'
import { perform } from '../../actions/history.ts'
import { newProjectId } from '../../wiring/new-id.ts'
import { ProjectNameForm } from './project-name-form.tsx'

/** Asks for a name, makes the project and goes there. */
export function NewProject({ onClose }: { onClose: () => void }) {
  const device = useDevice()
  const navigate = useNavigate()

  function make(name: string): boolean {
    const id = newProjectId()
    const made = perform(device, {
      label: `${name} made`,
      does: [{ name: 'create-project', args: { id, name } }],
      undoes: [
        {
          name: 'set-project-status',
          args: { id, status: { base: 'active', value: 'deleted' } },
        },
      ],
    })
    if (!made) return false
    void navigate({ to: '/projects/$projectId', params: { projectId: id } })
    return true
  }

  return (
    <ProjectNameForm title="New project" submit="Make project" onSubmit={make} onClose={onClose} />
  )
}
