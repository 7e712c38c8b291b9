import { Menu as Base } from '@base-ui/react/menu'
import { type ReactElement, type ReactNode, Suspense } from 'react'

export interface MenuProps {
  trigger: ReactElement<Record<string, unknown>>
  /** Items of `menu-item.tsx`, loaded with the menu itself: give them as a lazy component. */
  children: ReactNode
  align?: 'start' | 'end'
  side?: 'top' | 'bottom'
}

/** The working part of a menu, loaded after the first paint. */
export default function MenuPopup({
  trigger,
  children,
  align = 'start',
  side = 'bottom',
}: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="popup-layer" sideOffset={4} align={align} side={side}>
          <Base.Popup className="popup menu">
            <Suspense>{children}</Suspense>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
