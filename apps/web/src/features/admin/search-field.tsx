import { Search, X } from 'lucide-react'
import { useRef } from 'react'
import { IconButton } from '../../components/icon-button.tsx'

interface SearchFieldProps {
  label: string
  placeholder: string
  value: string
  onChange: (value: string) => void
  onArrowDown: () => void
}

/** Narrows a list as one types. */
export function SearchField({
  label,
  placeholder,
  value,
  onChange,
  onArrowDown,
}: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  return (
    <search className="admin-search">
      <Search />
      <input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        maxLength={255}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          onArrowDown()
        }}
      />
      {value ? (
        <IconButton
          icon={X}
          label="Clear"
          onClick={() => {
            onChange('')
            field.current?.focus()
          }}
        />
      ) : null}
    </search>
  )
}
