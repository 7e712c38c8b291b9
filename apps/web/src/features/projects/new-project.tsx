import { useDevice } from '@holdfast/client/react'
import { ProjectName } from '@holdfast/domain'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { perform } from '../../actions/history.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { newProjectId } from '../../wiring/new-id.ts'

/** Asks for a name, makes the project and goes there. */
export function NewProject({ onClose }: { onClose: () => void }) {
  const device = useDevice()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [error, setError] = useState<string>()

  function submit(event: FormEvent) {
    event.preventDefault()
    const parsed = ProjectName.safeParse(name.trim())
    if (!parsed.success) {
      setError(name.trim() === '' ? 'A project needs a name.' : 'This name is too long.')
      return
    }
    const id = newProjectId()
    const made = perform(device, {
      label: `${parsed.data} made`,
      does: [{ name: 'create-project', args: { id, name: parsed.data } }],
      undoes: [
        {
          name: 'set-project-status',
          args: { id, status: { base: 'active', value: 'deleted' } },
        },
      ],
    })
    if (!made) return
    onClose()
    void navigate({ to: '/projects/$projectId', params: { projectId: id } })
  }

  return (
    <Dialog open onClose={onClose} title="New project">
      <form onSubmit={submit} className="grid gap-5">
        <Field
          label="Name"
          placeholder="Household"
          value={name}
          error={error}
          autoComplete="off"
          onChange={(event) => {
            setName(event.target.value)
            setError(undefined)
          }}
        />
        <div className="flex justify-end gap-2">
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" type="submit">
            Make project
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
