import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { IconButton } from './icon-button.tsx'

interface DialogProps {
  open: boolean
  onClose: () => void
  title: string
  children: ReactNode
  foot?: ReactNode
  /** What it shows is shown once: it closes by its button alone, not by Esc or a press beside it. */
  once?: boolean
  /** What takes the focus; by default the first field, else what is to be read. */
  focus?: () => HTMLElement | null
}

const fields = 'input:enabled, textarea:enabled'

export function Dialog(props: DialogProps) {
  const { open, onClose, title, children, foot, once = false, focus } = props
  const popup = useRef<HTMLDivElement>(null)
  const body = useRef<HTMLDivElement>(null)
  // Not the button that closes: its tip would open, and the first Esc would only close the tip.
  const first = (by: string) =>
    (by === 'touch' ? null : body.current?.querySelector<HTMLElement>(fields)) ?? popup.current
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && !once && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup ref={popup} className="dialog" initialFocus={focus ?? first}>
          <header className="dialog-head">
            <Base.Title>{title}</Base.Title>
            {once ? null : <IconButton icon={X} label="Close" keys={['Esc']} onClick={onClose} />}
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
          <div ref={body} className="dialog-body" tabIndex={0}>
            {children}
          </div>
          {foot ? <footer className="dialog-foot">{foot}</footer> : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** From the bottom edge, for phones. */
export function Sheet({ open, onClose, title, children }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup className="sheet">
          <i className="sheet-grab" aria-hidden="true" />
          <Base.Title className="visually-hidden">{title}</Base.Title>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
