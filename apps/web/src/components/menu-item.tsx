import { Menu as Base } from '@base-ui/react/menu'
import { Check, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Keys } from './keys.tsx'

interface MenuItemProps {
  icon?: LucideIcon
  keys?: readonly string[]
  destroys?: boolean
  disabled?: boolean
  onClick: () => void
  children: ReactNode
}

export function MenuItem({
  icon: Icon,
  keys,
  destroys,
  disabled,
  onClick,
  children,
}: MenuItemProps) {
  return (
    <Base.Item
      className={destroys ? 'menu-item destroys' : 'menu-item'}
      disabled={disabled ?? false}
      onClick={onClick}
    >
      {Icon ? <Icon /> : null}
      <span>{children}</span>
      {keys ? <Keys of={keys} /> : null}
    </Base.Item>
  )
}

export function MenuSeparator() {
  return <Base.Separator className="menu-separator" />
}

interface MenuChoiceProps<Value extends string> {
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; name: string }[]
}

/** One of a few, in a menu. */
export function MenuChoice<Value extends string>({
  label,
  value,
  onChange,
  options,
}: MenuChoiceProps<Value>) {
  return (
    <Base.Group>
      <Base.GroupLabel className="menu-label">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next: Value) => onChange(next)}>
        {options.map((option) => (
          <Base.RadioItem
            key={option.value}
            value={option.value}
            className="menu-item"
            closeOnClick
          >
            <span>{option.name}</span>
            <Base.RadioItemIndicator className="option-note">
              <Check />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}
