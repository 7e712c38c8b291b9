import { X } from 'lucide-react'
import type { ReactNode } from 'react'

interface ChipProps {
  icon: ReactNode
  children: string
  /** Names what goes, such as “due date”; without `onRemove` the chip only tells. */
  what?: string
  onRemove?: () => void
}

export function Chip({ icon, children, what, onRemove }: ChipProps) {
  return (
    <span className="chip">
      {icon}
      <span>{children}</span>
      {onRemove ? (
        <button type="button" aria-label={`Remove ${what ?? children}`} onClick={onRemove}>
          <X />
        </button>
      ) : null}
    </span>
  )
}
