import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

interface BannerProps {
  icon: LucideIcon
  look?: 'warn' | 'fail' | 'plain'
  children: ReactNode
  actions?: ReactNode
}

/** A line over the view that stays until its cause is gone. */
export function Banner({ icon: Icon, look = 'warn', children, actions }: BannerProps) {
  return (
    <div className={`banner ${look}`} role={look === 'fail' ? 'alert' : 'status'}>
      <Icon />
      <p>{children}</p>
      {actions}
    </div>
  )
}
