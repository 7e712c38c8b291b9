import { type ReactNode, useEffect } from 'react'
import { SyncMark } from '../sync/sync-button.tsx'

interface ViewHeadProps {
  title: string
  subtitle?: string | undefined
  mark?: ReactNode
  children?: ReactNode
}

export function ViewHead({ title, subtitle, mark, children }: ViewHeadProps) {
  useEffect(() => {
    document.title = `${title} · Holdfast`
  }, [title])
  return (
    <header className="view-head">
      <div className="view-title">
        {mark}
        <h1 dir="auto">{title}</h1>
        {subtitle ? <p>{subtitle}</p> : null}
      </div>
      <div className="view-acts">
        {children}
        <SyncMark />
      </div>
    </header>
  )
}
