import { LoaderCircle, type LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { Keys } from './keys.tsx'

type Look = 'default' | 'primary' | 'quiet' | 'destroys'
type Size = 'small' | 'medium' | 'large'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  look?: Look
  size?: Size
  block?: boolean
  icon?: LucideIcon
  keys?: readonly string[]
  /** Shows that the press is being worked on; the button keeps its width and refuses a second press. */
  busy?: boolean
  className?: string
}

export function buttonClass(look: Look, size: Size, block = false, more = ''): string {
  return [
    'button',
    look === 'default' ? '' : look,
    size === 'medium' ? '' : size,
    block && 'full',
    more,
  ]
    .filter(Boolean)
    .join(' ')
}

export function Button({
  look = 'default',
  size = 'medium',
  block = false,
  icon: Icon,
  keys,
  busy = false,
  className = '',
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={buttonClass(look, size, block, className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy ? <LoaderCircle className="spinner" /> : Icon ? <Icon /> : null}
      {children ? <span>{children}</span> : null}
      {keys ? <Keys of={keys} /> : null}
    </button>
  )
}
