import { lazy, Suspense } from 'react'
import type { MenuProps } from './menu-popup.tsx'

const MenuPopup = lazy(() => import('./menu-popup.tsx'))

/** A button that opens a menu. The button is there at once; what it opens follows the first paint. */
export function Menu(props: MenuProps) {
  return (
    <Suspense fallback={props.trigger}>
      <MenuPopup {...props} />
    </Suspense>
  )
}
