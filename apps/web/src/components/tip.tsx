import { lazy, type ReactElement, Suspense } from 'react'

const TipPopup = lazy(() => import('./tip-popup.tsx'))

export interface TipProps {
  text: string
  keys?: readonly string[]
  children: ReactElement<Record<string, unknown>>
}

/** A tip on hover and on keyboard focus. It repeats the control's own name, never says more. */
export function Tip(props: TipProps) {
  return (
    <Suspense fallback={props.children}>
      <TipPopup {...props} />
    </Suspense>
  )
}
