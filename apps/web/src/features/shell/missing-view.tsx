import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { buttonClass } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'

/** For an address that leads nowhere. */
export function MissingView() {
  return (
    <EmptyState
      icon={<Compass />}
      title="There is nothing at this address."
      actions={
        <Link to="/" className={buttonClass('default', 'medium')}>
          All tasks
        </Link>
      }
    >
      It may have been mistyped, or belongs to a newer version.
    </EmptyState>
  )
}
