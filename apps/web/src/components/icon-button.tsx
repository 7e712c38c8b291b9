import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { Tip } from './tip.tsx'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  icon: LucideIcon
  /** What the button does, in words: its name for everyone who does not see the icon, and its tip. */
  label: string
  keys?: readonly string[]
}

export function IconButton({ icon: Icon, label, keys, className = '', ...rest }: IconButtonProps) {
  return (
    <Tip text={label} {...(keys && { keys })}>
      <button type="button" {...rest} className={`icon-button ${className}`} aria-label={label}>
        <Icon />
      </button>
    </Tip>
  )
}
