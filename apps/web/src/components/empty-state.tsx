import type { ReactNode } from 'react'

interface EmptyStateProps {
  icon: ReactNode
  title: string
  children: ReactNode
  actions?: ReactNode
}

/** Says what comes here and how. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="empty">
      {icon}
      <div>
        <p>
          <b>{title}</b> {children}
        </p>
        {actions ? <div className="empty-acts">{actions}</div> : null}
      </div>
    </div>
  )
}
