import { ProjectName } from '@holdfast/domain'
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'

interface ProjectNameFormProps {
  title: string
  submit: string
  name?: string
  /** @returns false where it was refused; the reason was told then */
  onSubmit: (name: string) => boolean
  onClose: () => void
}

/** Asks for the name of a project. */
export function ProjectNameForm(props: ProjectNameFormProps) {
  const [name, setName] = useState(props.name ?? '')
  const [error, setError] = useState<string>()

  function submit(event: FormEvent) {
    event.preventDefault()
    const parsed = ProjectName.safeParse(name.trim())
    if (!parsed.success) {
      setError(name.trim() === '' ? 'A project needs a name.' : 'This name is too long.')
      return
    }
    if (props.onSubmit(parsed.data)) props.onClose()
  }

  return (
    <Dialog open onClose={props.onClose} title={props.title}>
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
          <Button look="quiet" onClick={props.onClose}>
            Cancel
          </Button>
          <Button look="primary" type="submit">
            {props.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
