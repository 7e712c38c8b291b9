import type { UserId } from '@holdfast/domain'
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { IconButton } from '../../components/icon-button.tsx'
import { api, queryClient } from '../../wiring/api.ts'
import { useSettled } from './use-settled.ts'

const MOST_OFFERED = 8

interface PersonFilterProps {
  id: UserId | undefined
  /** Of who has that id, where it is known. */
  name: string | undefined
  onChange: (id: UserId | undefined) => void
}

/** Whose entries: found by how their name or address begins. */
export function PersonFilter({ id, name, onChange }: PersonFilterProps) {
  const fieldId = useId()
  return (
    <div className="field">
      <div className="field-label">
        <label htmlFor={fieldId}>Who</label>
      </div>
      {id ? (
        <div className="input chosen">
          <input id={fieldId} readOnly value={name ?? 'An account'} />
          <IconButton icon={X} label="Anybody" onClick={() => onChange(undefined)} />
        </div>
      ) : (
        <Finder fieldId={fieldId} onFound={onChange} />
      )}
    </div>
  )
}

function Finder({ fieldId, onFound }: { fieldId: string; onFound: (id: UserId) => void }) {
  const listId = useId()
  const [typed, setTyped] = useState('')
  const search = useSettled(typed.trim())
  const { data } = useQuery(
    {
      ...api.admin.users.list.queryOptions({ search, limit: MOST_OFFERED }),
      enabled: search !== '',
      retry: false,
    },
    queryClient,
  )
  const offered = search === '' ? [] : (data?.items ?? [])

  function choose(text: string) {
    setTyped(text)
    const chosen = offered.find(({ email }) => email === text)
    if (chosen) onFound(chosen.id)
  }

  function onKeyDown(event: KeyboardEvent) {
    const [first] = offered
    if (event.key === 'Enter' && first) onFound(first.id)
  }

  return (
    <>
      <input
        id={fieldId}
        className="input"
        list={listId}
        value={typed}
        placeholder="Anybody"
        maxLength={255}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => choose(target.value)}
        onKeyDown={onKeyDown}
      />
      <datalist id={listId}>
        {offered.map(({ id, email, name }) => (
          <option key={id} value={email}>
            {name}
          </option>
        ))}
      </datalist>
    </>
  )
}
