import { Menu as Base } from '@base-ui/react/menu'
import type { LucideIcon } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { Keys } from './keys.tsx'

interface MenuProps {
  trigger: ReactElement<Record<string, unknown>>
  children: ReactNode
  align?: 'start' | 'end'
  side?: 'top' | 'bottom'
}

export function Menu({ trigger, children, align = 'start', side = 'bottom' }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="popup-layer" sideOffset={4} align={align} side={side}>
          <Base.Popup className="popup menu">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

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
