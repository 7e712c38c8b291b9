import { CircleAlert } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'

interface FieldProps extends Omit<ComponentProps<'input'>, 'id'> {
  label: string
  hint?: string
  error?: string | undefined
  /** Stands at the end of the label's line, such as a link. */
  aside?: ReactNode
  /** Stands within the field, at its end. */
  end?: ReactNode
}

/** A labelled text field. The error replaces the hint and is read with the field. */
export function Field({ label, hint, error, aside, end, ...input }: FieldProps) {
  const id = useId()
  const noteId = `${id}-note`
  return (
    <div className="field">
      <div className="field-label">
        <label htmlFor={id}>{label}</label>
        {aside}
      </div>
      <div className="field-line">
        <input
          {...input}
          id={id}
          className="input"
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? noteId : undefined}
        />
        {end}
      </div>
      {error ? (
        <p className="field-error" id={noteId} role="alert">
          <CircleAlert />
          <span>{error}</span>
        </p>
      ) : hint ? (
        <p className="field-hint" id={noteId}>
          {hint}
        </p>
      ) : null}
    </div>
  )
}
