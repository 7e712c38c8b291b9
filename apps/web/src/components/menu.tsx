import { lazy, type ReactElement, type ReactNode, Suspense } from 'react'

const MenuPopup = lazy(() => import('./menu-popup.tsx'))

export interface MenuProps {
  trigger: ReactElement<Record<string, unknown>>
  /** Items of `menu-item.tsx`, loaded with the menu itself: give them as a lazy component. */
  children: ReactNode
  align?: 'start' | 'end'
  side?: 'top' | 'bottom'
}

/** A button that opens a menu. The button is there at once; what it opens follows the first paint. */
export function Menu(props: MenuProps) {
  return (
    <Suspense fallback={props.trigger}>
      <MenuPopup {...props} />
    </Suspense>
  )
}
