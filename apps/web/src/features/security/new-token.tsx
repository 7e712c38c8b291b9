import type { Scope } from '@holdfast/domain'
import { useState } from 'react'
import { Checkbox } from '../../components/checkbox.tsx'
import { Field } from '../../components/field.tsx'
import { currentWiring } from '../../wiring/account.ts'
import { Failure } from '../sign-in/entry-page.tsx'
import { useRequest } from '../sign-in/use-request.ts'
import { FormDialog } from './form-dialog.tsx'
import { OwnPassword, ownPasswordProblem } from './own-password.tsx'

interface NewTokenProps {
  onMade: (made: { name: string; token: string }) => void
  onClose: () => void
}

const scopeChoices: readonly { scope: Scope; name: string; note: string }[] = [
  { scope: 'read', name: 'Read', note: 'what you see' },
  { scope: 'write', name: 'Write', note: 'change tasks and projects as you can' },
  { scope: 'admin', name: 'Admin', note: 'manage accounts, if you administer this server' },
]

const lifetimes = [7, 30, 90, 365] as const

/** Asks what a token is called, what it may do and for how long. */
export function NewToken({ onMade, onClose }: NewTokenProps) {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly Scope[]>(['read'])
  const [days, setDays] = useState(30)
  const [password, setPassword] = useState('')
  const { busy, run, problem, setProblem, error, errorOf } = useRequest()

  function submit() {
    if (name.trim() === '')
      return setProblem({ field: 'name', text: 'Write what the token is for.' })
    if (scopes.length === 0) return setProblem({ field: 'scopes', text: 'Pick what it may do.' })
    const wrong = ownPasswordProblem(password)
    if (wrong) return setProblem(wrong)
    void run(async () => {
      const { token } = await currentWiring().api.tokens.create.mutate({
        name: name.trim(),
        scopes: [...scopes],
        expiresInDays: days,
        password,
      })
      onMade({ name: name.trim(), token })
    })
  }

  return (
    <FormDialog
      title="New token"
      act="Make token"
      busy={busy}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label="Name"
        maxLength={100}
        placeholder="Backup script"
        value={name}
        error={errorOf('name')}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset className="scopes">
        <legend>It may</legend>
        {scopeChoices.map(({ scope, name: word, note }) => (
          <label key={scope}>
            <Checkbox
              checked={scopes.includes(scope)}
              onChange={({ target }) =>
                setScopes(
                  target.checked ? [...scopes, scope] : scopes.filter((one) => one !== scope),
                )
              }
            />
            <span>
              {word} <small>{note}</small>
            </span>
          </label>
        ))}
        {problem?.field === 'scopes' ? <Failure>{problem.text}</Failure> : null}
      </fieldset>
      <div className="field">
        <div className="field-label">
          <label htmlFor="token-days">Expires after</label>
        </div>
        <select
          id="token-days"
          className="input"
          value={days}
          onChange={(event) => setDays(Number(event.target.value))}
        >
          {lifetimes.map((lifetime) => (
            <option key={lifetime} value={lifetime}>
              {lifetime === 365 ? 'a year' : `${lifetime} days`}
            </option>
          ))}
        </select>
      </div>
      <OwnPassword value={password} problem={problem} onChange={setPassword} />
    </FormDialog>
  )
}
