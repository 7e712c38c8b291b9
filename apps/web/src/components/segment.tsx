import type { LucideIcon } from 'lucide-react'

interface SegmentProps<Value extends string> {
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; name: string; icon?: LucideIcon }[]
  small?: boolean
}

/** One choice of a few, all in sight. */
export function Segment<Value extends string>({
  label,
  value,
  onChange,
  options,
  small = false,
}: SegmentProps<Value>) {
  return (
    <div className={small ? 'segment small' : 'segment'} role="group" aria-label={label}>
      {options.map(({ value: option, name, icon: Icon }) => (
        <button
          type="button"
          key={option}
          aria-pressed={option === value}
          onClick={() => onChange(option)}
        >
          {Icon ? <Icon /> : null}
          <span>{name}</span>
        </button>
      ))}
    </div>
  )
}
