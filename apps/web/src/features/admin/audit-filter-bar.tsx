import { ActivityAction, ActivityEntity } from '@holdfast/domain'
import { Download, X } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { tell, tellRefusal } from '../../components/toast.ts'
import type { AuditFilters } from './admin-types.ts'
import type { AuditSearch } from './audit-search.ts'
import { actionText } from './audit-words.ts'
import { exportAudit } from './export-audit.ts'
import { PersonFilter } from './person-filter.tsx'
import { refusalText } from './refusal-text.ts'

const entityNames: Record<ActivityEntity, string> = {
  user: 'Accounts',
  invitation: 'Invitations',
  'account-request': 'Requests about accounts',
  project: 'Projects',
  task: 'Tasks',
}

interface AuditFilterBarProps {
  search: AuditSearch
  filters: AuditFilters
  /** Whom the filters name, where an entry tells. */
  names: { actor: string | undefined; concerned: string | undefined }
  onChange: (search: AuditSearch) => void
}

/** What of the log is wanted, and the way to have that as a file. */
export function AuditFilterBar({ search, filters, names, onChange }: AuditFilterBarProps) {
  const narrowed = Object.values(search).some((value) => value !== undefined)
  return (
    <div className="admin-tools audit-filters">
      <PersonFilter
        id={search.actor}
        name={names.actor}
        onChange={(actor) => onChange({ ...search, actor })}
      />
      <Choice
        label="About"
        any="Everything"
        value={search.entity}
        options={ActivityEntity.options.map((value) => ({ value, name: entityNames[value] }))}
        onChange={(entity) => onChange({ ...search, entity, entityId: undefined })}
      />
      <Choice
        label="Action"
        any="Any"
        value={search.action}
        options={ActivityAction.options.map((value) => ({ value, name: actionText(value) }))}
        onChange={(action) => onChange({ ...search, action })}
      />
      <DayField
        label="From"
        value={search.from}
        onChange={(from) => onChange({ ...search, from })}
      />
      <DayField label="To" value={search.to} onChange={(to) => onChange({ ...search, to })} />
      <div className="audit-acts">
        {narrowed ? (
          <Button look="quiet" icon={X} onClick={() => onChange({})}>
            Clear
          </Button>
        ) : null}
        <ExportButton filters={filters} />
      </div>
      {search.entityId ? (
        <p className="admin-told">
          Only what happened to {names.concerned ?? <code>{search.entityId}</code>}.
        </p>
      ) : null}
    </div>
  )
}

interface ChoiceProps<Value extends string> {
  label: string
  /** What no choice is called. */
  any: string
  value: Value | undefined
  options: readonly { value: Value; name: string }[]
  onChange: (value: Value | undefined) => void
}

function Choice<Value extends string>({
  label,
  any,
  value,
  options,
  onChange,
}: ChoiceProps<Value>) {
  const id = useId()
  return (
    <div className="field">
      <div className="field-label">
        <label htmlFor={id}>{label}</label>
      </div>
      <select
        id={id}
        className="input"
        value={value ?? ''}
        onChange={({ target }) =>
          onChange(options.find((option) => option.value === target.value)?.value)
        }
      >
        <option value="">{any}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </div>
  )
}

interface DayFieldProps {
  label: string
  value: string | undefined
  onChange: (value: string | undefined) => void
}

function DayField({ label, value, onChange }: DayFieldProps) {
  const id = useId()
  return (
    <div className="field">
      <div className="field-label">
        <label htmlFor={id}>{label}</label>
      </div>
      <input
        id={id}
        type="date"
        className="input"
        value={value ?? ''}
        onChange={({ target }) => onChange(target.value || undefined)}
      />
    </div>
  )
}

function ExportButton({ filters }: { filters: AuditFilters }) {
  const [rows, setRows] = useState<number>()

  async function save() {
    setRows(0)
    try {
      const count = await exportAudit(filters, setRows)
      tell({ text: count === 1 ? '1 entry saved' : `${count.toLocaleString()} entries saved` })
    } catch (failure) {
      tellRefusal(refusalText(failure, 'No file was saved.'))
    } finally {
      setRows(undefined)
    }
  }

  return (
    <Button icon={Download} busy={rows !== undefined} onClick={() => void save()}>
      {rows ? `${rows.toLocaleString()} entries` : 'Save as CSV'}
    </Button>
  )
}
