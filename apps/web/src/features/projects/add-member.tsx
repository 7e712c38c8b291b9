import { useMembers } from '@holdfast/client/react'
import { Email, type ProjectId, ProjectRole } from '@holdfast/domain'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { api, queryClient } from '../../wiring/api.ts'

const roles = [
  { role: 'editor', name: 'Editor, works on tasks' },
  { role: 'viewer', name: 'Viewer, reads only' },
  { role: 'owner', name: 'Owner, also of members' },
] as const

/** Adds a person by e-mail address. Only the server knows addresses, so this needs the network. */
export function AddMember({ projectId }: { projectId: ProjectId }) {
  const add = useMutation(api.projects.addMember.mutationOptions({ retry: false }), queryClient)
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<ProjectRole>('editor')
  const members = useMembers(projectId)
    .map(({ userId }) => userId)
    .join()
  // Told of who was a member then; once that changes it may hold no more.
  const [problem, setProblem] = useState<{ text: string; of: string }>()
  const error = problem?.of === members ? problem.text : undefined
  const [added, setAdded] = useState('')

  async function submit(event: FormEvent) {
    event.preventDefault()
    setAdded('')
    const parsed = Email.safeParse(email.trim())
    if (!parsed.success) {
      setProblem({
        text: 'This is not an e-mail address. It looks like name@example.org.',
        of: members,
      })
      return
    }
    try {
      const member = await add.mutateAsync({ projectId, email: parsed.data, role })
      setAdded(`${member.displayName} is a member now.`)
      setEmail('')
    } catch (cause) {
      setProblem({ text: problemOf(cause), of: members })
    }
  }

  return (
    <form className="add-member" onSubmit={(event) => void submit(event)} noValidate>
      <Field
        label="Add by e-mail"
        type="email"
        autoComplete="off"
        placeholder="name@example.org"
        value={email}
        error={error}
        hint="They need an account on this server."
        onChange={(event) => {
          setEmail(event.target.value)
          setProblem(undefined)
        }}
      />
      <div className="field">
        <div className="field-label">
          <label htmlFor="add-member-role">Role</label>
        </div>
        <select
          id="add-member-role"
          className="input"
          value={role}
          onChange={(event) => setRole(ProjectRole.parse(event.target.value))}
        >
          {roles.map(({ role: value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <Button look="primary" type="submit" busy={add.isPending}>
        Add
      </Button>
      <p className="hint" role="status">
        {added}
      </p>
    </form>
  )
}

function problemOf(cause: unknown): string {
  const told = typeof cause === 'object' && cause !== null && 'data' in cause && cause.data
  if (told && cause instanceof Error) return cause.message
  return 'The server does not answer. Nobody was added. Try again when you are online.'
}
