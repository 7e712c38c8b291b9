import { Popover as Base } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'

interface PopoverProps {
  label: string
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The button that opens it, or … */
  trigger?: ReactElement<Record<string, unknown>>
  /** … what it stands at, where a key opened it. */
  anchor?: Element | null
  /** What takes the focus when it closes, where nothing that opened it can. */
  finalFocus?: () => HTMLElement | null
  children: ReactNode
}

export function Popover({
  label,
  open,
  onOpenChange,
  trigger,
  anchor,
  finalFocus,
  children,
}: PopoverProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <Base.Trigger render={trigger} /> : null}
      <Base.Portal>
        <Base.Positioner
          className="popup-layer"
          sideOffset={4}
          align="start"
          collisionPadding={8}
          {...(anchor && { anchor })}
        >
          <Base.Popup className="popup" aria-label={label} {...(finalFocus && { finalFocus })}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
