import { lazy, Suspense } from 'react'
import type { TipProps } from './tip-popup.tsx'

const TipPopup = lazy(() => import('./tip-popup.tsx'))

/** A tip on hover and on keyboard focus. It repeats the control's own name, never says more. */
export function Tip(props: TipProps) {
  return (
    <Suspense fallback={props.children}>
      <TipPopup {...props} />
    </Suspense>
  )
}
